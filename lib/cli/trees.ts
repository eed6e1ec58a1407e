import { Command, Option } from 'commander';
import { isInteractive } from './ask';
import { addFileOption, type ListOptions } from './list-options';
import { readList } from './read-list';
import { claimsOfTrees, selectClaims } from './select-claims';

interface TreesOptions extends Pick<ListOptions, 'file'> {
  readonly json: boolean;
  readonly remove?: readonly string[];
  readonly removeUnlisted: boolean;
  readonly yes: boolean;
}

export function treesCommand(): Command {
  return addFileOption(new Command('trees'))
    .description(
      'List the working trees on the volumes: their sizes, and whether the list still has them. Remove some.',
    )
    .argument('[claims...]', 'names of claims (default: all claims of the list)')
    .option('--remove <trees...>', 'remove these trees: names of the column TREE')
    .option('--remove-unlisted', 'remove all trees of tasks that are not in the list', false)
    .option('--yes', 'remove without asking', false)
    .addOption(new Option('--json', 'print JSON').default(false).conflicts(['remove', 'removeUnlisted']))
    .addHelpText(
      'after',
      `
It reads each claim in a pod that mounts it read-only and is deleted afterwards. The exit code is 1 if a claim cannot be read.

A removal lists the trees first, and asks. A tree is not removed while a Job uses it that has not ended. On a claim that
several lists use, --remove-unlisted removes the trees of the other lists too.

Rights in the namespace:
  pods                    create, list, watch, delete
  pods/exec               create
  persistentvolumeclaims  list, for the claims that the list does not have
  jobs                    list, for a removal

Examples:
  npm run trees
  npm run trees -- git-repo-pvc-build
  npm run --silent trees -- --json
  npm run trees -- --remove build build-run2
  npm run trees -- git-repo-pvc-build --remove-unlisted`,
    )
    .action(trees);
}

async function trees(names: readonly string[], options: TreesOptions, command: Command): Promise<void> {
  const { file, json, remove = [], removeUnlisted, yes } = options;
  const removes = remove.length > 0 || removeUnlisted;
  if (yes && !removes) command.error("error: option '--yes' needs '--remove' or '--remove-unlisted'");
  if (removes && !yes && !isInteractive()) command.error("error: without a terminal, a removal needs '--yes'");
  const list = readList(file, { warnings: false });
  if (!list) return;
  const selected = selectClaims(list, names);
  const claims = removes && !removeUnlisted ? claimsOfTrees(selected, remove) : selected;
  // Loaded here, because the other commands do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { listTrees } = require('./list-trees') as typeof import('./list-trees');
  await listTrees(list, claims, {
    json,
    unlistedClaims: names.length === 0 && !removes,
    removal: removes ? { trees: remove, unlisted: removeUnlisted, yes } : undefined,
  });
}
