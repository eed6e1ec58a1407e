import { spawnSync } from 'node:child_process';
import { Workspace } from '../../workspace/support/workspace';
import { USER } from '../../workspace/support/user';

export interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script as a pod of the command `trees` does: it is on stdin, and its first argument is the path of the claim. */
export function runClaimScript(
  workspace: Workspace,
  shell: string,
  text: string,
  args: readonly string[] = [],
): Output {
  const [program = '', ...words] = shell.split(' ');
  const { status, stdout, stderr } = spawnSync(program, [...words, '-s', workspace.claim, ...args], {
    input: text,
    encoding: 'utf8',
    ...USER,
    env: { PATH: workspace.pathFor(program), HOME: workspace.base, CLAIM: workspace.claim },
  });
  return { status, stdout, stderr };
}
