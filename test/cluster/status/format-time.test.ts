import { formatDuration } from '../../../lib/cluster/status/format-time';

test.each([
  [0, '0s'],
  [59, '59s'],
  [60, '1m'],
  [3599, '59m59s'],
  [3600, '1h'],
  [3661, '1h1m'],
  [90_061, '1d1h'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
