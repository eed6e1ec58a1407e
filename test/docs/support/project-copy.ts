import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PACKAGE } from './page';
import { GIT_IDENTITY } from '../../support/git-identity';

const FILES = ['lib', 'imports', 'main.ts', 'tsconfig.json', 'package.json', 'cdk8s.yaml', 'tasks.schema.json', 'dist'];

/** What kubectl prints in a copy, whatever it is asked. */
export const NO_CLUSTER = 'there is no cluster in this test';

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A git checkout of this project in a temporary folder, with an `origin` and a kubectl that reaches no cluster. */
export class ProjectCopy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'project-'));
  private readonly checkout = join(this.folder, 'checkout');
  private readonly bin = join(this.folder, 'bin');

  /** @param list The committed list. */
  constructor(list: string) {
    for (const path of FILES) cpSync(join(PACKAGE, path), join(this.checkout, path), { recursive: true });
    symlinkSync(join(PACKAGE, 'node_modules'), join(this.checkout, 'node_modules'));
    writeFileSync(join(this.checkout, '.gitignore'), 'node_modules\n');
    mkdirSync(this.bin);
    writeFileSync(join(this.bin, 'kubectl'), `#!/bin/sh\necho '${NO_CLUSTER}' >&2\nexit 1\n`);
    chmodSync(join(this.bin, 'kubectl'), 0o755);
    this.writeList(list);
    const origin = join(this.folder, 'origin.git');
    const { status, stderr } = this.run(`
      git init --quiet --initial-branch=main && git add --all && git commit --quiet --message=all &&
      git init --quiet --bare --initial-branch=main ${origin} && git remote add origin ${origin} &&
      git push --quiet origin main && git fetch --quiet && git remote set-head origin main`);
    if (status !== 0) throw new Error(stderr);
  }

  writeList(list: string): void {
    writeFileSync(join(this.checkout, 'tasks.json'), list);
  }

  /** Runs a command in a shell. */
  run(command: string): Result {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: this.checkout,
      encoding: 'utf8',
      env: {
        PATH: [this.bin, process.env.PATH].join(delimiter),
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        ...GIT_IDENTITY,
        npm_config_update_notifier: 'false',
      },
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
