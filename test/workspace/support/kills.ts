import { existsSync } from 'node:fs';
import { run } from './user';
import type { RunProps, Running, Workspace } from './workspace';

const LANES = 2;
const KILLS_PER_LANE = 50;
/** The multiples of it, modulo 1, spread ever more evenly. */
const GOLDEN_RATIO = 0.618034;

export interface Lane {
  /** Where the attempts of a round work, and on which tree; rounds may share a claim. */
  readonly round: (round: number) => { readonly workspace: Workspace; readonly tree: string };
  readonly attempt: (workspace: Workspace, props: RunProps) => Running;
}

/**
 * Kills attempts at moments that are spread over a whole run, a hundred that hit. After each, the tree is whole or not
 * there; the next attempt succeeds, and its tree is whole. Lanes work side by side, on claims of their own.
 */
export async function surviveKills(lane: () => Lane): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, () => surviveKillsIn(lane())));
}

async function surviveKillsIn({ round, attempt }: Lane): Promise<void> {
  let length = 0;
  for (let number = 0, kills = 0; kills < KILLS_PER_LANE; number++) {
    const { workspace, tree } = round(number);
    if (number > 0) {
      const killed = await attempt(workspace, { tree, killAfter: length * ((number * GOLDEN_RATIO) % 1) });
      if (killed.code === undefined) kills += 1;
      if (existsSync(workspace.tree(tree))) expect(await faults(workspace, tree)).toBe('');
    }
    const { code, log, milliseconds } = await attempt(workspace, { tree });
    expect({ number, code, log }).toMatchObject({ code: 0 });
    expect(await faults(workspace, tree)).toBe('');
    // The shortest so far: other work on the machine makes a run longer, and kills would come too late.
    length = number === 0 ? milliseconds : Math.min(length, milliseconds);
  }
}

function faults(workspace: Workspace, tree: string): Promise<string> {
  return run(workspace.tree(tree), 'sh', '-ec', 'git fsck --strict --no-progress; git status --porcelain');
}
