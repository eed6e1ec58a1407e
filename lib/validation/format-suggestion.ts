import { formatValue, SENSITIVE_FIELDS } from './format-value';

/** Stands for what a message does not show: a value that may be secret, or the rest of a long value. */
export const HIDDEN = '…';

const MAX_SHOWN_ENTRY_COUNT = 4;

/** Returns a value to write, as JSON with spaces: `{ "A": "…", "B": { "secret": "s", "key": "k" } }`. Hides fields of tasks that may be secret. */
export function formatSuggestion(value: unknown): string {
  if (Array.isArray(value)) return `[${joinEntries(value.map(formatSuggestion))}]`;
  if (typeof value !== 'object' || value === null) return formatValue(value);
  const entries = Object.entries(value).map(
    ([key, below]) => `${formatValue(key)}: ${SENSITIVE_FIELDS.has(key) ? HIDDEN : formatSuggestion(below)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${joinEntries(entries)} }`;
}

function joinEntries(entries: readonly string[]): string {
  const shown = entries.slice(0, MAX_SHOWN_ENTRY_COUNT);
  return [...shown, ...(shown.length < entries.length ? [HIDDEN] : [])].join(', ');
}
