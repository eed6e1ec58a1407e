import { dnsLabel } from './object-names';
import type { Validator } from './validator';

/** Validates the name of a container that a task adds; `own` are those of this project's containers. */
export function containerName(own: ReadonlySet<string>): Validator {
  return (value) => (own.has(value) ? 'is the name of a container of this project; use another name' : dnsLabel(value));
}
