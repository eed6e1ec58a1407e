import { repositoryOf } from '../../validation/git-url';

/** Paths that compare two branches, by the kind of server. `base` is a branch. */
const COMPARISONS: readonly {
  readonly host: RegExp;
  readonly path: (branch: string, base?: string) => string | undefined;
}[] = [
  { host: /^(.+\.)?github\./, path: (branch, base) => `compare/${base === undefined ? '' : `${base}...`}${branch}` },
  { host: /^(.+\.)?gitlab\./, path: (branch, base) => base && `-/compare/${base}...${branch}` },
  { host: /^((.+\.)?(gitea|forgejo)\.|codeberg\.org$)/, path: (branch, base) => base && `compare/${base}...${branch}` },
];

/**
 * Returns the URL of a page that compares a branch with another one, on GitHub, GitLab and Gitea, or `undefined` if the name
 * of the host does not show what it runs.
 *
 * @param base The branch to compare with. Only GitHub knows the default branch without it.
 */
export function compareUrl(repoUrl: string, branch: string, base: string | undefined): string | undefined {
  const [host = '', ...path] = repositoryOf(repoUrl).split('/');
  const comparison = COMPARISONS.find((one) => one.host.test(host));
  const inPath = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
  const suffix = comparison?.path(inPath(branch), base && inPath(base));
  return suffix && `https://${host}/${path.join('/')}/${suffix}`;
}
