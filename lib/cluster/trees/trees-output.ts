import * as z from 'zod/mini';
import { describe, outputJsonSchema, text, time, wholeNumber } from '../schema-fields';

const KINDS = ['tree', 'previous', 'stage', 'removed', 'mirror'] as const;
const RUNS = ['current run', 'earlier run', 'later run', 'not in the list'] as const;

const ClaimFolder = z.strictObject({
  kind: z
    .enum(KINDS)
    .check(
      describe(
        'tree: a working tree. previous: the tree of a failed attempt. stage: a tree that a pod makes, or that a killed pod left. removed: a tree that is being removed. mirror: the mirror of a repository.',
      ),
    ),
  tree: text('Name of the tree that the folder belongs to. Empty for a mirror.'),
  kilobytes: wholeNumber('Size in KiB.'),
  startedAt: time(
    'When the first attempt of the run started. Of another folder than a tree: when it was changed last.',
  ),
  taskId: z.optional(text('ID of the task, if the list has it.')),
  run: z.optional(wholeNumber('Run of the task, if the list has the task.')),
  inList: z.optional(
    z.enum(RUNS).check(describe('The run, compared with the one that the list names. Absent for a mirror.')),
  ),
});

const ClaimTrees = z.strictObject({
  claim: text('Name of the claim.'),
  kilobytes: wholeNumber('Size of the volume in KiB; 0 if the storage does not report it.'),
  freeKilobytes: wholeNumber('Free space of the volume in KiB.'),
  folders: z.array(ClaimFolder).check(describe('Sorted by the name of the tree.')),
});

const UnlistedClaim = z.strictObject({
  claim: text('Name of the claim.'),
  capacity: z.optional(text('Size of its volume, as a Kubernetes quantity. Absent if it has no volume yet.')),
});

const TreesOutput = z.strictObject({
  claims: z.array(ClaimTrees).check(describe('The claims of the list that could be read.')),
  unlistedClaims: z.optional(
    z
      .array(UnlistedClaim)
      .check(
        describe(
          'The claims in the namespace that the list does not have. Absent if claims were named, or it is unknown.',
        ),
      ),
  ),
});

/** A folder on a volume. */
export type ClaimFolder = Readonly<z.infer<typeof ClaimFolder>>;
/** What uses the space of a claim. */
export type ClaimTrees = Readonly<z.infer<typeof ClaimTrees>>;

/** A claim of this project that the list does not have. */
export type UnlistedClaim = Readonly<z.infer<typeof UnlistedClaim>>;
/** What `trees --json` prints. */
export type TreesOutput = Readonly<z.infer<typeof TreesOutput>>;

/** Returns the JSON schema of what `trees --json` prints. */
export function treesJsonSchema(): object {
  return outputJsonSchema('What trees --json prints', TreesOutput);
}
