import { formatCode as code, formatTable as table } from '../output/markdown';
import { KINDS, type Change, type Kind } from './changes';
import type { Comparison } from './comparison';

/** As many rows as a pull request shows gladly; its platform cuts what is much longer. */
const MOST_ROWS = 200;

/** A comparison as plain lines. */
export function toText({ against, changes, notes }: Comparison): string {
  const lines = changes.map(
    ({ kind, subject, details }) => `${subject}: ${KINDS[kind]}${details === '' ? '' : ` (${details})`}`,
  );
  return `${[`Against ${against}: ${summary(changes)}.`, ...lines, ...notes].join('\n')}\n`;
}

/** A comparison as Markdown, for a pull request. */
export function toMarkdown({ against, changes, notes }: Comparison): string {
  const rows = changes.slice(0, MOST_ROWS).map(({ kind, subject, details }) => [code(subject), KINDS[kind], details]);
  const more = changes.length - rows.length;
  return `${[
    '### What becomes of the tasks',
    `Against ${against}: ${summary(changes)}.`,
    ...(rows.length > 0 ? [table(['Task or claim', '', ''], rows)] : []),
    ...(more > 0 ? [`… and ${more} more.`] : []),
    ...notes,
  ].join('\n\n')}\n`;
}

function summary(changes: readonly Change[]): string {
  const counts = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${KINDS[kind]}`];
  });
  return counts.length === 0 ? 'nothing changes for a task' : counts.join(', ');
}
