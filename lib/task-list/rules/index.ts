import type { Entries } from '../entries';
import { checkKind } from '../schema/task-kinds';
import type { Finding } from '../problem';
import type { Node } from '../nodes';
import { checkExistingClaims, checkSshUsers } from './claims';
import { checkNames } from './name-collisions';
import { checkRepositories, checkSources } from './references';
import { checkResources } from './resources';
import { checkSizes } from './size';

/** What the fields of a list have to do with each other. */
export function checkRules(entries: Entries, nodes: readonly Node[]): Finding[] {
  return [
    ...checkTop(entries),
    ...nodes.flatMap(({ entry, kind }) => checkKind(entry, kind)),
    ...nodes.flatMap((node) => checkImage(entries, node)),
    ...checkRepositories(entries, nodes),
    ...checkSources(nodes),
    ...checkNames(entries, nodes),
    ...checkExistingClaims(nodes),
    ...checkSshUsers(entries, nodes),
    ...checkResources(entries, nodes),
    ...checkSizes(nodes),
  ];
}

function checkTop({ top: { given } }: Entries): Finding[] {
  const findings: Finding[] = [];
  if (Array.isArray(given.tasks) && given.tasks.length === 0) {
    findings.push({ path: ['tasks'], text: 'has no task: Argo CD would delete every Job of an earlier list' });
  }
  if (Object.hasOwn(given, 'argoCd') && !Object.hasOwn(given, 'namespace')) {
    findings.push({ path: ['argoCd'], atKey: true, text: "needs the list's namespace: where the tasks run" });
  }
  return findings;
}

function checkImage({ defaults }: Entries, { entry }: Node): Finding[] {
  if (Object.hasOwn(entry.given, 'image') || Object.hasOwn(defaults.given, 'image')) return [];
  return [{ path: entry.path, text: 'has no image, and defaults has none' }];
}
