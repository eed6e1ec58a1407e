const UNITS = [
  ['d', 24 * 60 * 60],
  ['h', 60 * 60],
  ['m', 60],
  ['s', 1],
] as const;

/** Formats a number of seconds as kubectl does, with its two largest units: `1h5m`. */
export function formatDuration(seconds: number): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0s';
  let rest = seconds;
  return UNITS.slice(first, first + 2)
    .map(([unit, size]) => {
      const number = Math.floor(rest / size);
      rest %= size;
      return number > 0 ? `${number}${unit}` : '';
    })
    .join('');
}

/** Formats a time in the time zone of this process: the time of day, after the date if it is not today. */
export function formatTime(time: Date, now: Date): string {
  const { date, clock } = localTime(time);
  return date === localTime(now).date ? clock : `${date} ${clock}`;
}

/** Returns the parts of a time in ISO 8601. The functions of Intl are too slow for thousands of times. */
function localTime(time: Date): { date: string; clock: string } {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return { date: local.slice(0, 10), clock: local.slice(11, 19) };
}
