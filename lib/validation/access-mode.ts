export const ACCESS_MODES = ['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod'] as const;

/** How many nodes, or pods, can mount a claim at the same time. */
export type AccessMode = (typeof ACCESS_MODES)[number];
