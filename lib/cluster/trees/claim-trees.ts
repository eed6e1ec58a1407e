import { dnsName, parseTreeName, treeName } from '../../kubernetes/names';
import type { Chain } from '../../task-list';
import { DEFAULTS } from '../../constructs/defaults';
import type { ClaimFolder, ClaimTrees } from './trees-output';

/** Parses the output of list-trees.sh. `chains` are those of the claim. */
export function parseTrees(claim: string, output: string, chains: readonly Chain[]): ClaimTrees {
  const records = output
    .split('/\n')
    .slice(0, -1)
    .map((record) => {
      const [kind = '', first, second, ...name] = record.split('\t');
      return { kind, first: Number(first), second: Number(second), name: name.join('\t') };
    });
  const volume = records.find(({ kind }) => kind === 'volume');
  const runs = new Map(
    chains.flatMap(({ tasks }) =>
      tasks.map(({ task: { taskId, run = DEFAULTS.run } }) => [dnsName(taskId), { taskId, run }] as const),
    ),
  );
  const folders = records
    .filter(({ kind }) => kind !== 'volume')
    .map(({ kind, first, second, name }) => ({
      kind: kind as ClaimFolder['kind'],
      tree: name,
      kilobytes: first,
      startedAt: new Date(second * 1000).toISOString(),
      ...(kind === 'mirror' ? {} : findRun(name, runs)),
    }));
  return {
    claim,
    kilobytes: volume?.first ?? 0,
    freeKilobytes: volume?.second ?? 0,
    folders: folders.sort((a, b) => a.tree.localeCompare(b.tree, 'en', { numeric: true })),
  };
}

type Runs = ReadonlyMap<string, { readonly taskId: string; readonly run: number }>;

function findRun(tree: string, runs: Runs): Pick<ClaimFolder, 'taskId' | 'run' | 'inList'> {
  const { task, run } = parseTreeName(tree);
  const found = runs.get(task);
  // "build-run1" is not the tree of run 1.
  if (!found || treeName(found.taskId, run) !== tree) return { inList: 'not in the list' };
  const inList = run === found.run ? 'current run' : run < found.run ? 'earlier run' : 'later run';
  return { taskId: found.taskId, run, inList };
}
