import fc from 'fast-check';
import { bytes, compareQuantities, parseQuantity, quantity, size } from '../../lib/validation/quantity';

test.each([
  ['0', 0n],
  ['1', 10n ** 9n],
  ['-1', -(10n ** 9n)],
  ['+1', 10n ** 9n],
  ['007', 7n * 10n ** 9n],
  ['1.', 10n ** 9n],
  ['.5', 5n * 10n ** 8n],
  ['1n', 1n],
  ['1u', 1000n],
  ['1m', 10n ** 6n],
  ['1k', 10n ** 12n],
  ['1Ki', 1024n * 10n ** 9n],
  ['0.5Gi', 2n ** 29n * 10n ** 9n],
  ['1Ei', 2n ** 60n * 10n ** 9n],
  ['1E', 10n ** 27n],
  ['1e3', 10n ** 12n],
  ['1E3', 10n ** 12n],
  ['1e-3', 10n ** 6n],
  ['1e+3', 10n ** 12n],
  ['1.5e1', 15n * 10n ** 9n],
  // Finer than a billionth is rounded up.
  ['0.1n', 1n],
  ['1e-1000000', 1n],
])('%s', (text, billionths) => {
  expect(parseQuantity(text)).toBe(billionths);
});

test.each([
  '',
  ' 1',
  '1 ',
  '1 Gi',
  '1gi',
  '1GiB',
  '1K',
  '1KI',
  '1e',
  '1e1.5',
  '1ee3',
  'Gi',
  '.',
  '+',
  '--1',
  '1,5',
  '1_000',
  '0x10',
  '١',
  'Infinity',
  'NaN',
  '1Ki2',
  '1mi',
  '9'.repeat(101),
])('rejects %j', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
  expect(quantity(text)).toBe('is not a Kubernetes quantity (such as 1Gi or 500M)');
});

test.each<[string, string | undefined, string | undefined]>([
  ['9223372036854775807', undefined, undefined],
  [
    '9223372036854775808',
    'is more than Kubernetes supports (2^63 - 1); use a smaller quantity',
    'is more than Kubernetes supports (2^63 - 1); use a smaller quantity',
  ],
  [
    '1e99999999999999999999',
    'is more than Kubernetes supports (2^63 - 1); use a smaller quantity',
    'is more than Kubernetes supports (2^63 - 1); use a smaller quantity',
  ],
  ['-1', 'is negative; remove the "-"', 'is negative; remove the "-"'],
  ['0', undefined, 'is zero; it must be at least one byte'],
  ['0.5', 'is not an integer number of bytes (such as 512Mi)', 'is not an integer number of bytes (such as 512Mi)'],
  [
    '500m',
    'is in thousandths of a byte: "m" is milli, "M" is mega; use "M" or remove "m"',
    'is in thousandths of a byte: "m" is milli, "M" is mega; use "M" or remove "m"',
  ],
  ['3000m', undefined, undefined],
  ['1.5Ki', undefined, undefined],
])('%s bytes', (text, asBytes, asSize) => {
  expect([bytes(text), size(text)]).toEqual([asBytes, asSize]);
});

test('validates any text quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.+-eEinumkKMGTP ') }), (text) => {
      expect(typeof (quantity(text) ?? '')).toBe('string');
    }),
  );
});

test('compares quantities by value, in any notation', () => {
  const written = fc.tuple(
    fc.integer({ min: 0, max: 10 ** 6 }),
    fc.constantFrom('', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3', 'm'),
  );
  const factor: Record<string, number> = {
    '': 1,
    k: 1e3,
    M: 1e6,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    e3: 1e3,
    m: 1e-3,
  };
  fc.assert(
    fc.property(written, written, ([a, unitA], [b, unitB]) => {
      const difference = Math.round(a * (factor[unitA] ?? 1) * 1000) - Math.round(b * (factor[unitB] ?? 1) * 1000);
      expect(compareQuantities(`${a}${unitA}`, `${b}${unitB}`)).toBe(Math.sign(difference));
    }),
  );
  expect(compareQuantities('9007199254740993', '9007199254740992')).toBe(1);
});
