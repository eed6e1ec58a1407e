import { parseGitUrl } from './git-url';

/**
 * Returns what is wrong with cloning `url` as `runAsUser`: ssh fails for a user that /etc/passwd does not list.
 *
 * @param runAsUser `null` is the user that the cluster chooses.
 * @param knownUser The user that /etc/passwd of git's image lists.
 */
export function checkSshUser(url: string, runAsUser: number | null, knownUser: number): string | undefined {
  if (runAsUser === null || runAsUser === 0 || runAsUser === knownUser || parseGitUrl(url)?.kind !== 'ssh')
    return undefined;
  return `an ssh URL needs runAsUser ${knownUser} (the default), 0 or null, not ${runAsUser}: ssh looks up its user in /etc/passwd`;
}
