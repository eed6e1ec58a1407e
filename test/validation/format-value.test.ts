import { formatValue } from '../../lib/validation/format-value';

test.each([
  ['https://me:hush@example.com/a', '"https://***@example.com/a"'],
  ['https://me:hu@sh@example.com/a', '"https://***@example.com/a"'],
  ['https://me:hush me@example.com/a', '"https://***@example.com/a"'],
  ['me:hush@example.com:a', '"***@example.com:a"'],
  ['https://example.com/a?token=hush', '"https://example.com/a?***"'],
  ['https://hush@example.com/a?token=hush', '"https://***@example.com/a?***"'],
  [`https://${'hush'.repeat(10_000)}@example.com/a`, '"https://***@example.com/a"'],
  ['git@example.com:a', '"git@example.com:a"'],
  [{ url: 'https://hush@example.com/a' }, '{"url":"https://***@example.com/a"}'],
])('%s shows no credentials', (value, shown) => {
  expect(formatValue(value)).toBe(shown);
});

test('formats a value of any size quickly', () => {
  for (const value of ['://'.repeat(1_000_000), '?'.repeat(1_000_000), '@'.repeat(1_000_000), ':'.repeat(1_000_000)]) {
    expect(formatValue([value]).length).toBeLessThan(100);
    expect(formatValue(value).length).toBeLessThan(100);
  }
});
