import { checkPodSecurity } from '../../validation/pod-security';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import type { Entries } from '../entries';

/** Finds users and capabilities that the Pod Security level of the list does not allow. */
export function checkPodSecurityLevel({ top, defaults, repositories, tasks }: Entries): PathProblem[] {
  // An invalid level has an error of its own.
  if (Object.hasOwn(top.given, 'podSecurity') && top.fields.podSecurity === undefined) return [];
  return [defaults, ...repositories.values(), ...tasks].flatMap(({ path, fields }) =>
    problemsAt(path, checkPodSecurity(fields, top.fields.podSecurity)),
  );
}
