import { existsSync } from 'node:fs';
import { run } from './user';
import type { RunProps, Running, Workspace } from './workspace';

const LANES = 2;
const KILLS_PER_LANE = 20;
/** Its multiples, modulo 1, are spread evenly. */
const GOLDEN_RATIO = 0.618034;

export interface Lane {
  /** Returns the workspace and the tree of a round. Rounds may share a workspace. */
  readonly round: (round: number) => { readonly workspace: Workspace; readonly tree: string };
  readonly attempt: (workspace: Workspace, props: RunProps) => Running;
}

/**
 * Kills attempts at moments that are spread over a whole run, until 40 were killed while they ran. After each kill
 * the tree is complete or does not exist, and the next attempt succeeds. Lanes run at the same time, on claims of their
 * own.
 */
export async function killAttempts(lane: () => Lane): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, () => killAttemptsIn(lane())));
}

async function killAttemptsIn({ round, attempt }: Lane): Promise<void> {
  let length = 0;
  for (let number = 0, kills = 0; kills < KILLS_PER_LANE; number++) {
    const { workspace, tree } = round(number);
    if (number > 0) {
      const killed = await attempt(workspace, { tree, killAfter: length * ((number * GOLDEN_RATIO) % 1) });
      if (killed.code === undefined) kills += 1;
      if (existsSync(workspace.tree(tree))) expect(await findFaults(workspace, tree)).toBe('');
    }
    const { code, log, milliseconds } = await attempt(workspace, { tree });
    expect({ number, code, log }).toMatchObject({ code: 0 });
    expect(await findFaults(workspace, tree)).toBe('');
    // The shortest run so far: other load on the machine makes a run longer, and later kills would miss most runs.
    length = number === 0 ? milliseconds : Math.min(length, milliseconds);
  }
}

function findFaults(workspace: Workspace, tree: string): Promise<string> {
  return run(workspace.tree(tree), 'sh', '-ec', 'git fsck --strict --no-progress; git status --porcelain');
}
