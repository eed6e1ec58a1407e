import type { Validator } from './validator';

export const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const PARTS = /^([+-]?)(\d*)\.?(\d*)(.*)$/;
/** Longer than any sensible quantity, and short enough that none takes long to compute with. */
const LONGEST = 100;
const EXPONENTS: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 1_000_000_000n;
/** Kubernetes counts in 63 bits, and takes what is more for the most. */
const LARGEST = (2n ** 63n - 1n) * NANO;
const TOO_LARGE = 10n ** 40n;

/** A quantity in billionths, rounded away from zero as Kubernetes does; `undefined` where it is none. */
export function parseQuantity(value: string): bigint | undefined {
  if (value.length > LONGEST || !QUANTITY.test(value)) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = PARTS.exec(value) ?? [];
  const digits = BigInt(whole + fraction);
  const binary = BINARY.indexOf(suffix) + 1;
  const exponent = (EXPONENTS[suffix] ?? (binary ? 0 : Number(suffix.slice(1)))) - fraction.length + 9;
  const nano = shift(digits * 1024n ** BigInt(binary), exponent);
  return sign === '-' ? -nano : nano;
}

/** `value` times 10 to the power of `exponent`, rounded up. */
function shift(value: bigint, exponent: number): bigint {
  if (value === 0n) return 0n;
  if (exponent >= 0) return exponent > 40 ? TOO_LARGE : value * 10n ** BigInt(exponent);
  if (exponent < -2 * LONGEST) return 1n;
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}

/** Negative where `a` is less than `b`, positive where it is more, 0 where they are equal or one is no quantity. */
export function compareQuantities(a: string, b: string): number {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  if (left === undefined || right === undefined || left === right) return 0;
  return left < right ? -1 : 1;
}

/** A quantity, zero included. */
export const quantity: Validator = (value) => {
  const nano = parseQuantity(value);
  if (nano === undefined) return 'is not a Kubernetes quantity (such as 1Gi, 500M)';
  if (nano < 0n) return 'is negative';
  return nano > LARGEST ? 'is more than Kubernetes can count' : undefined;
};

/** A whole number in any form of a quantity, zero included: `2`, `2k`, `2000m`. */
export const wholeQuantity: Validator = (value) =>
  quantity(value) ?? ((parseQuantity(value) ?? 0n) % NANO === 0n ? undefined : 'is not a whole number');

/** Bytes, zero included. */
export const bytes: Validator = (value) => {
  const reason = wholeQuantity(value);
  if (reason !== 'is not a whole number') return reason;
  return value.endsWith('m') ? 'is in thousandths of a byte (M is a million)' : 'is not a whole number of bytes';
};

/** Bytes, at least one. */
export const size: Validator = (value) => bytes(value) ?? (parseQuantity(value) === 0n ? 'is zero' : undefined);
