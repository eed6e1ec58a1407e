import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { GitServer } from '../test/workspace/support/git-server';
import { Repository } from '../test/workspace/support/repository';
import { removeFolders, run } from '../test/workspace/support/user';
import { Workspace, type Running } from '../test/workspace/support/workspace';

interface Size {
  readonly name: string;
  readonly files: number;
  readonly bytesOfFile: number;
  readonly rounds: number;
}

const SIZES: readonly Size[] = [
  { name: 'small (100 files, 0.4 MB)', files: 100, bytesOfFile: 4000, rounds: 9 },
  { name: 'large (50,000 files, 200 MB)', files: 50_000, bytesOfFile: 4000, rounds: 3 },
];

const WAYS = [
  '`git clone`',
  "a root's clone",
  "a child's copy",
  "a repository's first chain",
  "a repository's second chain",
];

interface Measurement {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Does what every way does, once each: so that what else the machine does falls on all of them. */
async function round(server: GitServer, url: string): Promise<Measurement[]> {
  const workspace = new Workspace();
  const ways: readonly (() => Promise<unknown>)[] = [
    () => run(workspace.base, 'git', 'clone', '--quiet', url, 'plain'),
    () => succeed(workspace.clone({ url })),
    () => succeed(workspace.copy({ tree: 'child', parent: 'build' })),
    () => succeed(workspace.mirror({ url, tree: 'first' })),
    () => succeed(workspace.mirror({ url, tree: 'second' })),
  ];
  const measurements: Measurement[] = [];
  for (const way of ways) {
    const { bytes } = server;
    const started = performance.now();
    await way();
    measurements.push({ seconds: (performance.now() - started) / 1000, megabytes: (server.bytes - bytes) / 1e6 });
  }
  spawnSync('rm', ['-rf', workspace.base]);
  return measurements;
}

async function succeed(running: Running): Promise<void> {
  const { code, log } = await running;
  if (code !== 0) throw new Error(log);
}

async function measure({ files, bytesOfFile, rounds }: Size): Promise<Measurement[]> {
  const repository = new Repository();
  repository.sh(`for folder in $(seq ${Math.ceil(files / 100)}); do
    mkdir -p src/$folder
    head -c ${Math.min(files, 100) * bytesOfFile} /dev/urandom | split -b ${bytesOfFile} - src/$folder/file-
  done`);
  repository.commit('files');
  const server = await GitServer.start(repository);
  const all: Measurement[][] = [];
  for (let count = 0; count < rounds; count++) all.push(await round(server, server.url(repository.name)));
  await server.stop();
  removeFolders();
  return WAYS.map((_, way) => ({
    seconds: median(all.map((measurements) => measurements[way]!.seconds)),
    megabytes: median(all.map((measurements) => measurements[way]!.megabytes)),
  }));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

async function main(): Promise<void> {
  // In memory where that is possible: a disk's other work would be measured too.
  if (existsSync('/dev/shm')) process.env.TMPDIR ??= '/dev/shm';
  const columns: Measurement[][] = [];
  for (const size of SIZES) columns.push(await measure(size));
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim();
  const medians = SIZES.map(({ name, rounds }) => `${name}: ${rounds} runs`).join('; ');
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${git}, Linux ${release()}, ${cpus().length} CPUs. Medians; ${medians}.\n`,
  );
  console.log(row(['', ...SIZES.flatMap(({ name }) => [name, 'transferred'])]));
  console.log(row(['---', ...SIZES.flatMap(() => ['---:', '---:'])]));
  WAYS.forEach((way, index) => {
    const cells = columns.flatMap((column) => {
      const { seconds, megabytes } = column[index]!;
      return [`${seconds.toFixed(2)} s`, `${megabytes.toFixed(1)} MB`];
    });
    console.log(row([way, ...cells]));
  });
}

void main();
