import { escapeInvisible } from '../../validation/escape-invisible';
import { alignColumns } from '../status/columns';
import { formatDuration } from '../status/format-time';
import type { ClaimFolder, ClaimTrees } from './trees-output';

const HEADER = ['TREE', 'FOLDER', 'TASK', 'RUN', 'SIZE', 'AGE', 'LIST'];

/** Renders what uses the space of a claim as lines: a table, then totals. */
export function renderTrees({ claim, folders, ...volume }: ClaimTrees, now: Date): string[] {
  const used = folders.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  const unlisted = folders.filter(({ inList }) => inList === 'not in the list');
  const unlistedKilobytes = unlisted.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  const space =
    volume.kilobytes === 0
      ? 'the storage does not report its free space'
      : `${formatSize(volume.freeKilobytes)} of ${formatSize(volume.kilobytes)} are free`;
  return [
    `claim ${claim}`,
    ...renderFolders(folders, now),
    `total ${formatSize(used)}, not in the list ${formatSize(unlistedKilobytes)}; ${space}`,
  ];
}

/** Renders folders as the lines of a table. */
export function renderFolders(folders: readonly ClaimFolder[], now: Date): string[] {
  const rows = [HEADER, ...folders.map((folder) => cells(folder, now))];
  return alignColumns(rows.map((row) => row.map((text) => ({ text: escapeInvisible(text) }))));
}

function cells({ kind, tree, taskId, run, kilobytes, startedAt, inList }: ClaimFolder, now: Date): string[] {
  const age = Math.max(0, Math.floor((now.getTime() - Date.parse(startedAt)) / 1000));
  return [
    tree || '-',
    kind,
    taskId ?? '-',
    String(run ?? '-'),
    formatSize(kilobytes),
    formatDuration(age),
    inList ?? '-',
  ];
}

/** Formats a size in megabytes, as the messages of the init containers do, rounded up. */
export function formatSize(kilobytes: number): string {
  return `${Math.ceil(kilobytes / 1024)} MB`;
}
