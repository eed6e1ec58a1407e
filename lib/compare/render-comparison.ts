import { count } from '../output/count';
import { formatCode, formatTable } from '../output/markdown';
import { CHANGE_KINDS, type Change, type ChangeKind } from './change';
import type { Comparison } from './comparison';

/** A longer table is hard to read in a pull request, and its platform cuts a text that is too long. */
const MAX_ROW_COUNT = 200;

/** Renders a comparison as plain lines. */
export function toText({ base, changes, notes }: Comparison): string {
  const lines = changes.map(
    ({ kind, subject, details }) => `${subject}: ${CHANGE_KINDS[kind][0]}${details === '' ? '' : ` (${details})`}`,
  );
  return `${[`Compared with ${base}: ${summarize(changes)}.`, ...lines, ...notes].join('\n')}\n`;
}

/** Renders a comparison as Markdown, for a pull request. */
export function toMarkdown({ base, changes, notes }: Comparison): string {
  const rows = changes
    .slice(0, MAX_ROW_COUNT)
    .map(({ kind, subject, details }) => [formatCode(subject), CHANGE_KINDS[kind][0], details]);
  const more = changes.length - rows.length;
  return `${[
    '### Effect on tasks and claims',
    `Compared with ${base}: ${summarize(changes)}.`,
    ...(rows.length > 0 ? [formatTable(['Task or claim', 'Effect', 'Details'], rows)] : []),
    ...(more > 0 ? [`${count(more, 'change')} not shown.`] : []),
    ...notes,
  ].join('\n\n')}\n`;
}

/** Returns how many tasks and claims there are of each kind of change: `1 task will run again; 2 tasks will be added`. */
function summarize(changes: readonly Change[]): string {
  const parts = (Object.keys(CHANGE_KINDS) as ChangeKind[]).flatMap((kind) =>
    (['task', 'claim'] as const).flatMap((object) => {
      const ofKind = changes.filter((change) => change.kind === kind && change.object === object);
      const number = new Set(ofKind.map(({ subject }) => subject)).size;
      const [one, several = one]: readonly [string, string?] = CHANGE_KINDS[kind];
      return number === 0 ? [] : [`${count(number, object)} ${number === 1 ? one : several}`];
    }),
  );
  return parts.length === 0 ? 'no task or claim changes' : parts.join('; ');
}
