import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { Command } from 'commander';
import { countTasks } from '../output/count';
import { DIST } from '../output/layout';
import { readTaskList } from '../task-list';
import { UserError } from '../user-error';
import { listFile } from './list-file';
import { print } from './print';
import { printProblems } from './print-problems';
import { signalExitCode } from './signal-exit-code';

const PREVIOUS = `${DIST}.previous`;

export function synthCommand(): Command {
  return new Command('synth')
    .description(`Render the list as Kubernetes manifests, and replace the folder ${DIST}/ with them.`)
    .addHelpText('after', `\nIf the list has an error, ${DIST}/ stays as it is.\n\nExample:\n  npm run synth`)
    .action(() => {
      process.exitCode = synth();
    });
}

function synth(): number {
  // An earlier synth was killed between the two renames of `replaceDist`.
  if (!existsSync(DIST) && existsSync(PREVIOUS)) renameSync(PREVIOUS, DIST);

  const { list, problems } = readTaskList(listFile());
  // The app prints the warnings of a list without errors.
  if (!list) return printProblems(problems);

  // A signal ends the app; this process then removes the temporary folder.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  const folder = mkdtempSync(`${DIST}.`);
  try {
    runApp(folder);
    replaceDist(folder);
    print(`${DIST}/: ${countTasks(list)}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the cdk8s app, which writes into `folder`.
 *
 * cdk8s-cli deletes its output folder before it starts the app, so the app never writes into `dist/` itself.
 */
function runApp(folder: string): void {
  const bin = resolve('node_modules/.bin');
  const { error, signal, status, stdout } = spawnSync(
    resolve(bin, 'cdk8s'),
    ['synth', '--check-upgrade=false', '--output', folder],
    {
      encoding: 'utf8',
      env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: Infinity,
    },
  );
  if (error) throw new UserError(`cdk8s cannot be started (${error.message}): run npm ci`);
  if (status === 0) return;
  process.stderr.write(stdout);
  if (signal) throw new UserError(`cdk8s was stopped by ${signal}; ${DIST}/ is unchanged`, signalExitCode(signal));
  throw new UserError(`the cdk8s app failed: see its output above; ${DIST}/ is unchanged`);
}

function replaceDist(folder: string): void {
  rmSync(PREVIOUS, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, PREVIOUS);
  renameSync(folder, DIST);
  rmSync(PREVIOUS, { recursive: true, force: true });
}
