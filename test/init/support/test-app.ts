import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runProgram, type Result } from '../../cli/support/program';
import { GIT_IDENTITY } from '../../support/git-identity';

const PACKAGE = resolve(__dirname, '../../..');

/** A folder for an app, in a folder of its own that has the packages of this project. */
export class TestApp {
  private readonly parent = mkdtempSync(join(tmpdir(), 'app-'));
  readonly folder = join(this.parent, 'app');

  constructor() {
    mkdirSync(this.folder);
    symlinkSync(join(PACKAGE, 'node_modules'), join(this.parent, 'node_modules'));
  }

  /** Runs `git-repo-tasks init`, without a terminal. */
  init(...args: readonly string[]): Result {
    return runProgram(this.folder, ['init', ...args]);
  }

  /** Installs this package in a folder of the app, as `npm install` would. */
  installPackage(folder = '.'): void {
    const modules = join(this.folder, folder, 'node_modules');
    const installed = join(modules, 'cdk8s-git-repo-tasks');
    mkdirSync(installed, { recursive: true });
    cpSync(join(PACKAGE, 'package.json'), join(installed, 'package.json'));
    symlinkSync(process.env.COMPILED_PROGRAM!, join(installed, 'build'));
    mkdirSync(join(modules, '.bin'));
    const program = join(process.env.COMPILED_PROGRAM!, 'lib/cli/main.js');
    writeFileSync(join(modules, '.bin/git-repo-tasks'), `#!/bin/sh\nexec node ${program} "$@"\n`, { mode: 0o755 });
  }

  /** Runs a command in a shell, in the folder of the app. */
  run(command: string, env: NodeJS.ProcessEnv = {}): Result {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.parent,
        GIT_CONFIG_NOSYSTEM: '1',
        ...GIT_IDENTITY,
        npm_config_update_notifier: 'false',
        ...env,
      },
    });
    return { status, stdout, stderr };
  }

  write(path: string, text: string): this {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  json(path: string): unknown {
    return JSON.parse(this.read(path));
  }

  remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}
