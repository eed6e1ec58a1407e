import { Command, Option } from 'commander';
import ownPackage from '../../package.json';
import type { AppLocation, TaskEntry } from '../init';
import { CI_SYSTEMS, findSettingProblem, type AppSettings } from '../init/app-settings';
import { UserError } from '../user-error';
import { isInteractive } from './ask';
import { askSettings } from './ask-settings';
import { printApp, printImport } from './print-app';

type Init = typeof import('../init');
type ReadManifest = typeof import('./read-manifest');

interface InitOptions extends Partial<AppSettings> {
  readonly from?: string;
}

const RUN = `npx ${ownPackage.name} init`;

export function initCommand(): Command {
  return new Command('init')
    .description('Write a cdk8s app with a list of tasks. Files that exist are kept.')
    .argument('[folder]', 'folder of the app', '.')
    .option('--from <file>', 'start with the Jobs of a manifest, instead of an example')
    .option('--repo-url <url>', 'URL of the git repository of the app, as Argo CD clones it (default: without Argo CD)')
    .option('--namespace <name>', 'namespace of the tasks (default: the one of the manifest)')
    .addOption(new Option('--ci <system>', 'workflows to write (default: none)').choices(CI_SYSTEMS))
    .addHelpText(
      'after',
      `
On a terminal, the command asks for the values that no option gives.

Examples:
  ${RUN}
  ${RUN} tasks --repo-url https://example.com/team/app.git --namespace tasks --ci github
  ${RUN} --from job.yaml`,
    )
    .action(init);
}

async function init(folder: string, { from, ...given }: InitOptions, command: Command): Promise<void> {
  rejectInvalid(given, command);
  // Loaded here, because the other commands do not need it.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const app = require('../init') as Init;
  const { readManifest } = require('./read-manifest') as ReadManifest;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const location = app.locateApp(folder);
  app.checkTarget(location.folder);
  const imported = from === undefined ? undefined : app.importManifests(readManifest(from));
  const settings = await completeSettings({ namespace: imported?.namespace, ...given }, location, command);

  const tasks = imported ? definedTasks(imported.objects) : [app.EXAMPLE_TASK];
  const checked = app.dropInvalid(app.createList(settings, location, tasks));
  if (imported) printImport(from!, imported, checked);
  const list = app.createList(settings, location, definedTasks(checked));
  if (list.tasks.length === 0) throw new UserError(`${from} has no Job that can be a task; no file was written`);
  const files = app.renderApp(settings, location, `${app.formatJson(list)}\n`);
  const { written, kept } = app.writeApp(files, location, list);
  printApp({ written, kept, folder: location.folder, isIgnored: app.isIgnored(location, 'dist') });
}

function definedTasks(objects: readonly { readonly task?: TaskEntry }[]): TaskEntry[] {
  return objects.map(({ task }) => task).filter((task) => task !== undefined);
}

/** Exits if the value of an option is invalid. */
function rejectInvalid({ repoUrl, namespace }: Partial<AppSettings>, command: Command): void {
  const options = { '--repo-url': ['repoUrl', repoUrl], '--namespace': ['namespace', namespace] } as const;
  for (const [option, [name, value]] of Object.entries(options)) {
    const problem = value === undefined ? undefined : findSettingProblem(name, value);
    if (problem) command.error(`error: ${option}: ${problem}`);
  }
}

async function completeSettings(
  given: Partial<AppSettings>,
  { originUrl }: AppLocation,
  command: Command,
): Promise<AppSettings> {
  const { repoUrl, namespace, ci = 'none' } = given;
  if (isInteractive()) return askSettings(given, originUrl);
  if (repoUrl !== undefined && namespace === undefined) command.error("error: option '--repo-url' needs '--namespace'");
  return { repoUrl, namespace, ci };
}
