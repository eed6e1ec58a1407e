import { count } from '../output/count';
import { formatCode, formatTable } from '../output/markdown';
import { CHANGE_KINDS, type Change, type ChangeKind } from './change';
import type { Comparison } from './comparison';

/** More tasks are hard to read in a pull request, and its platform cuts a text that is too long. */
const MAX_SHOWN_COUNT = 200;
/** Changes that a table always shows: a reviewer must see them all. */
const ALWAYS_SHOWN = new Set<ChangeKind>(['deleted', 'orphaned', 'rejected']);

/** Renders a comparison as plain lines. */
export function toText({ base, changes, notes }: Comparison): string {
  return `${[`Compared with ${base}: ${summarize(changes)}.`, ...changes.map(formatChange), ...notes].join('\n')}\n`;
}

/** Renders a change as a plain line. */
export function formatChange({ kind, subject, details }: Change): string {
  return `${subject}: ${formatKind(kind)}${details === '' ? '' : ` (${details})`}`;
}

/** Renders a comparison as Markdown, for a pull request. */
export function toMarkdown({ base, changes, notes }: Comparison): string {
  const always = changes.filter(({ kind }) => ALWAYS_SHOWN.has(kind));
  const others = changes.filter(({ kind }) => !ALWAYS_SHOWN.has(kind));
  const rows = groupChanges([...always, ...others.slice(0, MAX_SHOWN_COUNT)]).map(([first, ...more]) => [
    [first, ...more].map(({ subject }) => formatCode(subject)).join(', '),
    formatKind(first.kind, 1 + more.length),
    first.details,
  ]);
  const hidden = others.slice(MAX_SHOWN_COUNT);
  return `${[
    '### Effect on tasks and claims',
    `Compared with ${base}: ${summarize(changes)}.`,
    ...(rows.length > 0 ? [formatTable(['Task or claim', 'Effect', 'Details'], rows)] : []),
    ...(hidden.length > 0 ? [`Not in this table: ${summarize(hidden)}.`] : []),
    ...notes,
  ].join('\n\n')}\n`;
}

/** Groups changes that have the same text, in the order of the first of each group. */
function groupChanges(changes: readonly Change[]): [Change, ...Change[]][] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const key = [change.kind, change.object, change.details].join('\n');
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()];
}

/** Describes how many tasks and claims have changes of each kind: `1 task will run again; 2 tasks will be added`. */
function summarize(changes: readonly Change[]): string {
  const parts = (Object.keys(CHANGE_KINDS) as ChangeKind[]).flatMap((kind) =>
    (['task', 'claim'] as const).flatMap((object) => {
      const ofKind = changes.filter((change) => change.kind === kind && change.object === object);
      const number = new Set(ofKind.map(({ subject }) => subject)).size;
      return number === 0 ? [] : [`${count(number, object)} ${formatKind(kind, number)}`];
    }),
  );
  return parts.length === 0 ? 'no task or claim changes' : parts.join('; ');
}

/** Returns the text of a kind of change for a number of tasks or claims. */
function formatKind(kind: ChangeKind, number = 1): string {
  const [one, several = one]: readonly [string, string?] = CHANGE_KINDS[kind];
  return number === 1 ? one : several;
}
