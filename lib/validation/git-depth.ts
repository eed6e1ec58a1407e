/** Why `depth` cannot be set for a clone from a repository's mirror. */
export const DEPTH_WITH_MIRROR = 'cannot be set: a repository is always mirrored with its full history; remove it';
