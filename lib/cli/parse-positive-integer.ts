import { InvalidArgumentError } from 'commander';

/**
 * Parses the value of an option that counts something.
 *
 * @throws {InvalidArgumentError} if it is not a positive integer
 */
export function parsePositiveInteger(value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is not a positive integer.');
}
