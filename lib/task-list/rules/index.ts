import type { PathProblem } from '../../validation/path-problem';
import type { Entries } from '../entries';
import { checkKind } from '../schema/fields-of-kind';
import type { TaskNode } from '../task-nodes';
import { checkEnv } from './env';
import { checkExistingClaims, checkSshUsers } from './claims';
import { checkGuard } from './guard-limits';
import { checkEphemeralRoots } from './ephemeral';
import { checkNames } from './name-collisions';
import { checkPodSecurityLevel } from './pod-security-level';
import { checkPushes } from './pushes';
import { checkRepositories, checkSources } from './references';
import { checkResources } from './container-resources';
import { checkTaskSidecars } from './sidecars';
import { checkJobHealthCheck } from './stated-health-check';
import { checkVolumes } from './volumes';

/** Checks the fields of a list that depend on each other. */
export function checkRules(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [
    ...checkTop(entries),
    ...nodes.flatMap(({ entry, kind }) => checkKind(entry, kind)),
    ...nodes.flatMap((node) => checkImage(entries, node)),
    ...checkRepositories(entries, nodes),
    ...checkSources(entries, nodes),
    ...checkNames(entries, nodes),
    ...checkExistingClaims(nodes),
    ...checkSshUsers(entries, nodes),
    ...checkResources(entries, nodes),
    ...checkEnv(entries, nodes),
    ...checkEphemeralRoots(nodes),
    ...checkPushes(entries, nodes),
    ...checkVolumes(entries, nodes),
    ...checkTaskSidecars(entries, nodes),
    ...checkJobHealthCheck(entries),
    ...checkPodSecurityLevel(entries),
    ...checkGuard(entries, nodes),
  ];
}

function checkTop({ top: { given } }: Entries): PathProblem[] {
  const problems: PathProblem[] = [];
  if (Array.isArray(given.tasks) && given.tasks.length === 0) {
    const message = 'must not be empty: Argo CD would delete all Jobs of an earlier list; add a task';
    problems.push({ path: ['tasks'], message });
  }
  if (Object.hasOwn(given, 'argoCd') && !Object.hasOwn(given, 'namespace')) {
    problems.push({ path: ['argoCd'], atKey: true, message: 'needs namespace; set it at the top of the list' });
  }
  return problems;
}

function checkImage({ defaults }: Entries, { entry, kind }: TaskNode): PathProblem[] {
  if (kind === 'push') return [];
  if ([entry, defaults].some(({ given, meantFields }) => Object.hasOwn(given, 'image') || meantFields.has('image')))
    return [];
  return [{ path: entry.path, message: 'image is required, here or in defaults' }];
}
