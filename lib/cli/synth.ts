import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { countTasks } from '../output/count';
import { DIST as DIST_NAME } from '../output/layout';
import { readTaskList } from '../task-list';
import { listFile } from './list-file';
import { printProblems } from './print-problems';

const PACKAGE = resolve(__dirname, '..', '..');
const DIST = join(PACKAGE, DIST_NAME);
const PREVIOUS = `${DIST}.previous`;

/** Has cdk8s-cli run the app on `folder`: it deletes what is there before it starts. Returns its exit code. */
function synthesize(folder: string): number {
  const { status, stdout } = spawnSync(
    join(PACKAGE, 'node_modules/.bin/cdk8s'),
    ['synth', '--check-upgrade=false', '--output', folder],
    { cwd: PACKAGE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: Infinity },
  );
  if (status !== 0) process.stderr.write(stdout);
  return status ?? 1;
}

/** Puts `folder` in the place of `dist/`. */
function swap(folder: string): void {
  rmSync(PREVIOUS, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, PREVIOUS);
  renameSync(folder, DIST);
  rmSync(PREVIOUS, { recursive: true, force: true });
}

function main(): number {
  // A swap that was killed between its two renames.
  if (!existsSync(DIST) && existsSync(PREVIOUS)) renameSync(PREVIOUS, DIST);

  const { list, problems } = readTaskList(listFile());
  // The warnings of a good list are for the app to tell.
  if (!list) return printProblems(problems);

  const folder = mkdtempSync(`${DIST}.`);
  try {
    const status = synthesize(folder);
    if (status !== 0) return status;
    swap(folder);
    console.log(`${DIST_NAME}/: ${countTasks(list)}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Ctrl-C ends the app; this process then cleans up.
process.on('SIGINT', () => undefined);
process.exitCode = main();
