import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import type { ClaimAttributes } from '../constructs/claim-attributes';
import { DEFAULTS } from '../constructs/defaults';
import type { ClaimTrees } from '../cluster';
import type { Chain, TaskList } from '../task-list';
import { chainClaim } from '../task-list/chain-claim';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { addFileOption, type ListOptions } from './list-options';
import { print, printPainted, printToStderr } from './print';
import { readList } from './read-list';
import { stopOnSignals } from './stop-on-signals';

type Cluster = typeof import('../cluster');

interface TreesOptions extends Pick<ListOptions, 'file'> {
  readonly json: boolean;
}

export function treesCommand(): Command {
  return addFileOption(new Command('trees'))
    .description('List the working trees on the volumes: their sizes, and whether the list still has them.')
    .argument('[claims...]', 'names of claims (default: all claims of the list)')
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      `
It reads each claim in a pod that mounts it read-only and is deleted afterwards. The exit code is 1 if a claim cannot be read.

Rights in the namespace:
  pods       create, list, watch, delete
  pods/exec  create

Examples:
  npm run trees
  npm run trees -- git-repo-pvc-build
  npm run --silent trees -- --json`,
    )
    .action(trees);
}

async function trees(names: readonly string[], { file, json }: TreesOptions): Promise<void> {
  const list = readList(file, { warnings: false });
  if (!list) return;
  const claims = selectClaims(list, names);
  // Loaded here, because the other commands do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { namespaceOfList, readTrees, renderTrees } = require('../cluster') as Cluster;
  const signal = stopOnSignals();
  const namespace = await namespaceOfList(list);
  const found: ClaimTrees[] = [];
  for (const { claim, chains } of claims) {
    const { task, repository } = chains[0]!.root;
    printToStderr(`starting a pod with claim ${claim.claimName}, read-only`);
    try {
      const result = await readTrees({
        name: `trees-${randomBytes(4).toString('hex')}`,
        namespace,
        task,
        claim,
        chains,
        gitImage: (repository ?? task).gitImage ?? DEFAULTS.gitImage,
        signal,
        note: printToStderr,
      });
      found.push(result);
      if (!json) printPainted([...renderTrees(result, new Date()), '']);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      printToStderr(`claim ${claim.claimName} cannot be read: ${error.message}`);
      process.exitCode = 1;
    }
  }
  if (json) print(JSON.stringify({ claims: found }, null, 2));
}

interface ListClaim {
  readonly claim: ClaimAttributes;
  readonly chains: Chain[];
}

/**
 * Returns the claims with names, or all claims of the list, each with its chains.
 *
 * @throws {UserError} if the list has no such claim
 */
function selectClaims({ chains }: TaskList, names: readonly string[]): ListClaim[] {
  const claims = new Map<string, ListClaim>();
  for (const chain of chains) {
    const claim = chainClaim(chain);
    if (!claim) continue;
    const known = claims.get(claim.claimName);
    if (known) known.chains.push(chain);
    else claims.set(claim.claimName, { claim, chains: [chain] });
  }
  if (names.length === 0) return [...claims.values()];
  return [...new Set(names)].map((name) => {
    const found = claims.get(name);
    if (!found) {
      throw new UserError(
        `${formatValue(name)} is not a claim of this list; its claims: ${[...claims.keys()].join(', ')}`,
      );
    }
    return found;
  });
}
