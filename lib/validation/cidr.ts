import { isIP } from 'node:net';
import type { Validator } from './validator';

/** Pattern for the JSON schema: it accepts all valid values, and some invalid ones. */
export const CIDR = /^[0-9A-Fa-f.:]+\/\d{1,3}$/;

const MAX_PREFIX_LENGTHS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Validates a range of IP addresses. */
export const cidr: Validator = (value) => {
  const [address = '', prefix = ''] = value.split('/');
  const max = MAX_PREFIX_LENGTHS[isIP(address)];
  return CIDR.test(value) && max !== undefined && Number(prefix) <= max
    ? undefined
    : 'is not a range of IP addresses (such as 10.0.0.0/8, or 10.1.2.3/32 for one address)';
};

/** Validates a range of IP addresses that is less than all addresses. */
export const partialCidr: Validator = (value) =>
  cidr(value) ?? (Number(value.split('/')[1]) === 0 ? 'is all addresses; use a smaller range' : undefined);

/** Whether a valid range has addresses of IPv6. */
export function isIPv6Range(range: string): boolean {
  return range.includes(':');
}
