import * as z from 'zod/mini';
import { authorName, commitMessage, emailAddress } from '../../validation/commit';
import { gitBranch } from '../../validation/git-ref';
import { gitUrl } from '../../validation/git-url';
import { stringField } from '../../validation/schema/fields';
import { DEFAULTS } from '../defaults';
import { omitOptions } from './claim-options';
import { objectName, URL_PATTERN } from './common';
import { POD_OPTIONS, type PodOptions } from './pod-options';
import { RUN_OPTIONS, type RunOptions } from './run-options';
import type { SchemasOf } from './schemas-of';

/** Who made a commit. */
export interface CommitAuthor {
  /** Name, as git shows it. */
  readonly name: string;
  /** E-mail address. */
  readonly email: string;
}

/** The commit of what the parent left uncommitted. */
export interface PushCommit {
  /** Message of the commit. */
  readonly message: string;
  /** Author and committer. */
  readonly author: CommitAuthor;
  /**
   * What happens if the tree contains other git repositories that are not ignored: `refuse` fails the push, `files` commits
   * their files without their history.
   *
   * @default 'refuse'
   */
  readonly nestedRepositories?: 'refuse' | 'files';
}

/** Where the result of the parent is pushed to. */
export interface Push {
  /** Name of the branch, without `refs/heads/`. */
  readonly branch: string;

  /**
   * URL of the repository to push to, such as a fork.
   *
   * @default - the repository that the chain cloned
   */
  readonly url?: string;

  /**
   * Name of the Secret to push with. It has the same keys as one to clone with. Only the containers that talk to the server
   * mount it, and none of them mounts a working tree.
   *
   * @default - none
   */
  readonly gitSecret?: string;

  /**
   * When the branch may be changed: `never` allows a fast-forward only, `lease` also overwrites the branch if it is still
   * what this run saw first.
   *
   * @default 'never'
   */
  readonly force?: 'never' | 'lease';

  /**
   * Whether the branch may be the default branch of the repository, or the ref that the chain cloned.
   *
   * @default false
   */
  readonly allowDefault?: boolean;

  /**
   * Commits what the parent left uncommitted, except ignored files.
   *
   * @default - only HEAD is pushed
   */
  readonly commit?: PushCommit;
}

/** Options of a task that pushes. */
export interface PushOptions {
  /** Where the result of the parent is pushed to. */
  readonly push: Push;
}

const optional = <T extends z.core.$ZodLooseShape>(shape: T) => z.partial(z.strictObject(shape)).shape;

export const PUSH_OPTIONS = {
  push: z
    .strictObject({
      branch: stringField(gitBranch, {
        description: 'Name of the branch, without refs/heads/.',
        examples: ['results/fix'],
      }),
      ...optional({
        url: stringField(gitUrl, {
          description: 'URL of the repository to push to, such as a fork. Without it, the one that the chain cloned.',
          pattern: URL_PATTERN,
        }),
        gitSecret: objectName({
          description:
            'Secret to push with, with the same keys as one to clone with. Only the containers that talk to the server mount it, and none of them mounts a working tree.',
          examples: ['git-push'],
        }),
        force: z.enum(['never', 'lease']).check(
          z.meta({
            description:
              'When the branch may be changed: never allows a fast-forward only, lease also overwrites the branch if it is still what this run saw first.',
            default: DEFAULTS.pushForce,
          }),
        ),
        allowDefault: z.boolean().check(
          z.meta({
            description:
              'Whether the branch may be the default branch of the repository, or the ref that the chain cloned.',
            default: false,
          }),
        ),
        commit: z
          .strictObject({
            message: stringField(commitMessage, { description: 'Message of the commit.' }),
            author: z
              .strictObject({
                name: stringField(authorName, { description: 'Name, as git shows it.' }),
                email: stringField(emailAddress, { description: 'E-mail address.' }),
              })
              .check(z.meta({ description: 'Author and committer.' })),
            nestedRepositories: z.optional(
              z.enum(['refuse', 'files']).check(
                z.meta({
                  description:
                    'What happens if the tree contains other git repositories that are not ignored: refuse fails the push, files commits their files without their history.',
                  default: DEFAULTS.nestedRepositories,
                }),
              ),
            ),
          })
          .check(
            z.meta({
              description:
                'Commits what the parent left uncommitted, except ignored files. Without it, only HEAD is pushed.',
              examples: [{ message: 'Fix', author: { name: 'Robot', email: 'robot@example.com' } }],
            }),
          ),
      }),
    })
    .check(
      z.meta({
        description:
          'Pushes the result of the parent instead of running an image: its HEAD, and with commit also what it left uncommitted.',
        examples: [{ branch: 'results/fix', gitSecret: 'git-push' }],
      }),
    ),
} satisfies SchemasOf<PushOptions>;

/** Options of every task that pushes. */
export interface PushTaskOptions
  extends PushOptions, Omit<RunOptions, 'retry' | 'keepRuns'>, Omit<PodOptions, 'serviceAccountName'> {
  /** ID of the task. See `JobOptions`. */
  readonly taskId: string;
}

/** The options of a task that pushes: it has no container of its own and no tree, and no token of a ServiceAccount. */
export const PUSH_TASK_OPTIONS = {
  ...omitOptions({ retry: undefined, keepRuns: undefined }, RUN_OPTIONS),
  ...omitOptions({ serviceAccountName: undefined }, POD_OPTIONS),
  ...PUSH_OPTIONS,
};
