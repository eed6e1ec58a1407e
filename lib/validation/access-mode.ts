/** How many nodes, or pods, can mount a claim at the same time. */
export type AccessMode = 'ReadWriteOnce' | 'ReadWriteMany' | 'ReadWriteOncePod';

export const ACCESS_MODES = [
  'ReadWriteOnce',
  'ReadWriteMany',
  'ReadWriteOncePod',
] as const satisfies readonly AccessMode[];
