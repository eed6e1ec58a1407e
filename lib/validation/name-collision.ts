import { formatValue } from './format-value';

/** A task or a repository, and the place that names it. */
export interface NamedPlace {
  readonly id: string;
  /** A path of the list, or of an app. */
  readonly place: string;
}

/**
 * Returns the message for two entries that need the same name in the cluster, on a claim or in `dist/`.
 *
 * @param what The thing with the name, such as `the claim`.
 */
export function nameCollision(id: string, other: NamedPlace, what: string, name: string): string {
  return `${formatValue(id)} and ${formatValue(other.id)} (${other.place}) both need ${what} ${name}; rename one of the two`;
}
