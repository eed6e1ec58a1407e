import { formatValue } from './format-value';

/** Returns what is wrong with a source that a child task repeats: it must be the one of its root. */
export function checkRepeatedSource(
  field: 'repoUrl' | 'repository',
  value: string | undefined,
  rootValue: string | undefined,
): string | undefined {
  if (value === undefined || value === rootValue) return undefined;
  return `${formatValue(value)} is not the ${field} of the chain's root task; remove it`;
}
