import { formatCode } from '../../lib/output/markdown';

test.each([
  ['build', '`build`'],
  ['a b', '<code>a&#32;b</code>'],
  ['`|\\<b>', '<code>&#96;&#124;&#92;&#60;b&#62;</code>'],
  ['x\u001b[2J\u202e', '<code>x&#92;u001b&#91;2J&#92;u202e</code>'],
])('%j is written as code', (text, code) => {
  expect(formatCode(text)).toBe(code);
});
