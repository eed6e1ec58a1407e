import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { synthesize } from '../../main';
import { listOf } from './list';
import { writeFiles } from './write-files';

/** A git repository with a list and its `dist/`, in a folder that `remove` removes. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  readonly file = join(this.folder, 'tasks.json');

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: readonly string[]): string {
    const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const identity = ['-c', 'user.name=tester', '-c', 'user.email=tester@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  write(path: string, text: string): this {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Writes a list, and its `dist/` as `npm run synth` would. */
  synth(content: unknown): this {
    rmSync(join(this.folder, 'dist'), { recursive: true, force: true });
    const list = listOf(content);
    writeFiles(join(this.folder, 'dist'), list, synthesize(list));
    return this.write('tasks.json', JSON.stringify(content));
  }

  /** Commits all there is. Returns the commit's hash. */
  commit(): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message=all');
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
