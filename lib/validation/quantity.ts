import type { Validator } from './validator';

export const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const PARTS = /^([+-]?)(\d*)\.?(\d*)(.*)$/;
/** Long enough for any quantity in use, and short enough to compute with quickly. */
const MAX_QUANTITY_LENGTH = 100;
const EXPONENTS: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 1_000_000_000n;
/** Kubernetes counts in 63 bits, and silently lowers larger quantities to that. */
const MAX_NANO = (2n ** 63n - 1n) * NANO;
/** Stands for all larger quantities. */
const TOO_LARGE = 10n ** 40n;

/** Returns a quantity in billionths, rounded away from zero as Kubernetes does, or `undefined` if it is not one. */
export function parseQuantity(value: string): bigint | undefined {
  if (value.length > MAX_QUANTITY_LENGTH || !QUANTITY.test(value)) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = PARTS.exec(value) ?? [];
  const digits = BigInt(whole + fraction);
  const binary = BINARY.indexOf(suffix) + 1;
  const exponent = (EXPONENTS[suffix] ?? (binary ? 0 : Number(suffix.slice(1)))) - fraction.length + 9;
  const nano = shift(digits * 1024n ** BigInt(binary), exponent);
  return sign === '-' ? -nano : nano;
}

/** Returns `value` times 10 to the power of `exponent`, rounded up. */
function shift(value: bigint, exponent: number): bigint {
  if (value === 0n) return 0n;
  if (exponent >= 0) return exponent > 40 ? TOO_LARGE : value * 10n ** BigInt(exponent);
  if (exponent < -2 * MAX_QUANTITY_LENGTH) return 1n;
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}

/** Returns a negative number if `a` is less than `b`, a positive one if it is more, 0 if they are equal or invalid. */
export function compareQuantities(a: string, b: string): number {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  if (left === undefined || right === undefined || left === right) return 0;
  return left < right ? -1 : 1;
}

/** Whether two quantities are equal, such as `1Gi` and `1024Mi`. */
export function areEqualQuantities(a: string, b: string): boolean {
  const quantity = parseQuantity(a);
  return quantity !== undefined && quantity === parseQuantity(b);
}

/** Validates a quantity, zero included. */
export const quantity: Validator = (value) => {
  const nano = parseQuantity(value);
  if (nano === undefined) return 'is not a Kubernetes quantity (such as 1Gi or 500M)';
  if (nano < 0n) return 'is negative; remove the "-"';
  return nano > MAX_NANO ? 'is more than Kubernetes supports (2^63 - 1); use a smaller quantity' : undefined;
};

const NOT_AN_INTEGER = 'is not an integer (such as 1 or 2k)';

/** Validates a quantity that is an integer, zero included: `2`, `2k`, `2000m`. */
export const integerQuantity: Validator = (value) =>
  quantity(value) ?? ((parseQuantity(value) ?? 0n) % NANO === 0n ? undefined : NOT_AN_INTEGER);

/** Validates a number of bytes, zero included. */
export const bytes: Validator = (value) => {
  const reason = integerQuantity(value);
  if (reason !== NOT_AN_INTEGER) return reason;
  return value.endsWith('m')
    ? 'is in thousandths of a byte: "m" is milli, "M" is mega; use "M" or remove "m"'
    : 'is not an integer number of bytes (such as 512Mi)';
};

/** Validates a number of bytes, at least one. */
export const size: Validator = (value) =>
  bytes(value) ?? (parseQuantity(value) === 0n ? 'is zero; it must be at least one byte' : undefined);
