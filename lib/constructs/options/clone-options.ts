import { gitRef } from '../../validation/git-ref';
import { gitUrl } from '../../validation/git-url';
import { image } from '../../validation/image';
import { RANGES } from '../../validation/ranges';
import type { Resources } from '../../validation/resources';
import { stringField, integerField } from '../../validation/schema/fields';
import { DEFAULTS } from '../defaults';
import { IMAGE_PATTERN, objectName, REF_PATTERN, resourcesOf, URL_PATTERN } from './common';
import type { SchemasOf } from './schemas-of';

/** Options of the clone that a root task starts with. */
export interface CloneOptions {
  /**
   * URL of the git repository: https, http, ssh or scp-like. A repository in the list calls it `url`: there it needs no
   * prefix.
   */
  readonly repoUrl: string;

  /**
   * A branch, a tag or a full commit.
   *
   * @default - the repository's default branch
   */
  readonly ref?: string;

  /**
   * Number of commits of history to fetch. Not for the claim of a repository, which is always mirrored with its full
   * history.
   *
   * @default - all
   */
  readonly depth?: number;

  /**
   * Name of the Secret to clone with: `kubernetes.io/basic-auth` for https and http, `kubernetes.io/ssh-auth` with
   * `known_hosts` for ssh. Its key `ca.crt`, if any, is the CA to trust for https.
   *
   * @default - none: a public repository
   */
  readonly gitSecret?: string;

  /**
   * The image that clones, and that copies trees for the root's descendants. It needs sh, git, ssh and flock.
   *
   * @default - `alpine/git` v2.54.0, by digest
   */
  readonly gitImage?: string;

  /**
   * Requests and limits of the container that clones or copies. A resource that is not named has its default. Default
   * limits are 10 times the requests for cpu and 4 times for memory, which common LimitRanges allow.
   *
   * @default - requests 100m CPU, 256Mi memory, 128Mi ephemeral-storage; limits 1 CPU, 1Gi, 1Gi
   */
  readonly gitResources?: Resources;
}

export const CLONE_OPTIONS = {
  repoUrl: stringField(gitUrl, {
    description:
      'URL of the git repository: https, http, ssh, or scp-like. Put credentials into a Secret, not into the URL, and set gitSecret.',
    examples: ['https://github.com/octocat/Hello-World.git', 'git@github.com:octocat/Hello-World.git'],
    pattern: URL_PATTERN,
  }),
  ref: stringField(gitRef, {
    description: "Branch, tag or full commit to clone. Without it, the repository's default branch.",
    examples: ['main', 'v1.2.0'],
    pattern: REF_PATTERN,
  }),
  depth: integerField(RANGES.depth, {
    description: 'Number of commits of history to clone. Without it, all.',
    examples: [1],
  }),
  gitSecret: objectName({
    description:
      'Secret to clone with: kubernetes.io/basic-auth for https, kubernetes.io/ssh-auth with known_hosts for ssh. Only the container that clones mounts it.',
    examples: ['git-credentials'],
  }),
  gitImage: stringField(image, {
    description: 'Image that clones and copies working trees. It needs sh, git, ssh and flock.',
    default: DEFAULTS.gitImage,
    pattern: IMAGE_PATTERN,
  }),
  gitResources: resourcesOf({
    description:
      'Requests and limits of the container that clones or copies. A resource that is not named has its default. Default limits are 10 times the requests for cpu and 4 times for memory, which common LimitRanges allow.',
    default: DEFAULTS.gitResources,
  }),
} satisfies SchemasOf<CloneOptions>;
