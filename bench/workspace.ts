import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { GitServer } from '../test/workspace/support/git-server';
import { Repository } from '../test/workspace/support/repository';
import { removeFolders, run } from '../test/workspace/support/user';
import { Workspace, type Running } from '../test/workspace/support/workspace';
import { NoXfsError, withXfs } from './xfs';

interface Size {
  readonly name: string;
  readonly files: number;
  readonly bytesPerFile: number;
  readonly rounds: number;
}

const SIZES: readonly Size[] = [
  { name: 'small (100 files, 0.4 MB)', files: 100, bytesPerFile: 4000, rounds: 9 },
  { name: 'large (50,000 files, 200 MB)', files: 50_000, bytesPerFile: 4000, rounds: 3 },
];

/** What is measured: the rows of the table. */
const OPERATIONS = [
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

/** Measures each operation once. Rounds spread the other load of the machine over all operations. */
async function measureRound(server: GitServer, url: string): Promise<Measurement[]> {
  const workspace = new Workspace();
  const operations: readonly (() => Promise<unknown>)[] = [
    () => run(workspace.base, 'git', 'clone', '--quiet', url, 'plain'),
    () => assertSuccess(workspace.clone({ url })),
    () => assertSuccess(workspace.copy({ tree: 'child', parent: 'build' })),
    () => assertSuccess(workspace.mirror({ url, tree: 'first' })),
    () => assertSuccess(workspace.mirror({ url, tree: 'second' })),
  ];
  const measurements: Measurement[] = [];
  for (const operation of operations) {
    const { bytes } = server;
    const started = performance.now();
    await operation();
    measurements.push({ seconds: (performance.now() - started) / 1000, megabytes: (server.bytes - bytes) / 1e6 });
  }
  spawnSync('rm', ['-rf', workspace.base]);
  return measurements;
}

const CHILDREN = 10;

interface Copies {
  /** Median of a copy. */
  readonly seconds: number;
  /** What the volume has after the root's clone, and after the copies. */
  readonly megabytes: readonly [root: number, children: number];
}

/** Measures the copies of ten children of a root task on one volume. */
async function measureCopies(url: string): Promise<Copies> {
  const workspace = new Workspace();
  const used = (): number => Number(workspace.sh('sync .; df --output=used -B 1000000 . | tail -n 1'));
  const empty = used();
  await assertSuccess(workspace.clone({ url }));
  const root = used() - empty;
  const seconds: number[] = [];
  for (let child = 0; child < CHILDREN; child++) {
    const started = performance.now();
    await assertSuccess(workspace.copy({ tree: `child-${child}`, parent: 'build' }));
    seconds.push((performance.now() - started) / 1000);
  }
  return { seconds: median(seconds), megabytes: [root, used() - empty] };
}

/** Measures the same on an XFS. Returns why it could not be mounted, if so. */
async function measureSharedCopies(url: string): Promise<Copies | string> {
  const { TMPDIR } = process.env;
  try {
    return await withXfs(async (folder) => {
      process.env.TMPDIR = folder;
      return measureCopies(url);
    });
  } catch (error) {
    if (!(error instanceof NoXfsError)) throw error;
    return error.message;
  } finally {
    process.env.TMPDIR = TMPDIR;
  }
}

async function assertSuccess(running: Running): Promise<void> {
  const { code, log } = await running;
  if (code !== 0) throw new Error(log);
}

async function serve({ files, bytesPerFile }: Size): Promise<{ server: GitServer; url: string }> {
  const repository = new Repository();
  repository.sh(`for folder in $(seq ${Math.ceil(files / 100)}); do
    mkdir -p src/$folder
    head -c ${Math.min(files, 100) * bytesPerFile} /dev/urandom | split -b ${bytesPerFile} - src/$folder/file-
  done`);
  repository.commit('files');
  const server = await GitServer.start(repository);
  return { server, url: server.url(repository.name) };
}

async function measure(size: Size): Promise<Measurement[]> {
  const { server, url } = await serve(size);
  const roundResults: Measurement[][] = [];
  for (let count = 0; count < size.rounds; count++) roundResults.push(await measureRound(server, url));
  await server.stop();
  removeFolders();
  return OPERATIONS.map((_, operation) => ({
    seconds: median(roundResults.map((measurements) => measurements[operation]!.seconds)),
    megabytes: median(roundResults.map((measurements) => measurements[operation]!.megabytes)),
  }));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

async function main(): Promise<void> {
  // In memory if possible: a disk has other work, too.
  if (existsSync('/dev/shm')) process.env.TMPDIR ??= '/dev/shm';
  const columns: Measurement[][] = [];
  for (const size of SIZES) columns.push(await measure(size));
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim();
  const medians = SIZES.map(({ name, rounds }) => `${name}: ${rounds} runs`).join('; ');
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${git}, Linux ${release()}, ${cpus().length} CPUs. Medians; ${medians}.\n`,
  );
  console.log(tableRow(['', ...SIZES.flatMap(({ name }) => [name, 'transferred'])]));
  console.log(tableRow(['---', ...SIZES.flatMap(() => ['---:', '---:'])]));
  OPERATIONS.forEach((operation, index) => {
    const cells = columns.flatMap((column) => {
      const { seconds, megabytes } = column[index]!;
      return [`${seconds.toFixed(2)} s`, `${megabytes.toFixed(1)} MB`];
    });
    console.log(tableRow([operation, ...cells]));
  });
  await printCopies(SIZES.at(-1)!);
}

async function printCopies(size: Size): Promise<void> {
  const { server, url } = await serve(size);
  const rows: [string, Copies | string][] = [
    ['tmpfs or a disk without shared blocks', await measureCopies(url)],
    ['XFS, which shares blocks', await measureSharedCopies(url)],
  ];
  await server.stop();
  removeFolders();
  console.log(`\n${size.name}: a root and ${CHILDREN} children.\n`);
  console.log(tableRow(['', "a child's copy", "the root's tree", 'all trees']));
  console.log(tableRow(['---', '---:', '---:', '---:']));
  for (const [name, copies] of rows) {
    console.log(
      typeof copies === 'string'
        ? tableRow([name, `skipped (${copies})`, '', ''])
        : tableRow([
            name,
            `${copies.seconds.toFixed(2)} s`,
            ...copies.megabytes.map((used) => `${used.toFixed(0)} MB`),
          ]),
    );
  }
}

void main();
