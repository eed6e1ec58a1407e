import { once } from 'node:events';
import { paintFor, type Style } from '../paint';
import { escapeInvisible } from '../validation/escape-invisible';

// Text from a pod, a repository or a manifest can contain escape sequences of terminals: they could hide or fake lines, or
// write to the clipboard. All output of the program goes through this file.

const KEPT = ' \t\n';

/** Prints a text and a line end to stdout, in a style if stdout is a terminal with colors. */
export function print(text: string, style?: Style): void {
  const escaped = escapeInvisible(text, KEPT);
  process.stdout.write(`${style ? paintFor(process.stdout)(style, escaped) : escaped}\n`);
}

/** Prints a text and a line end to stderr. */
export function printToStderr(text: string): void {
  process.stderr.write(`${escapeInvisible(text, KEPT)}\n`);
}

/** Prints lines to stdout whose parts were escaped before they were painted. */
export function printPainted(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Color and weight of text on a terminal: the sequences that the log of a task keeps there. */
const COLORS = new RegExp(`(${'\u001b'}\\[[\\d;]*m)`);

/** Prints a line of the log of a task to stdout: as it is, but on a terminal without all that a terminal interprets. */
export async function printLogLine(line: string): Promise<void> {
  const text = process.stdout.isTTY
    ? line
        .split(COLORS)
        .map((part) => (COLORS.test(part) ? part : escapeInvisible(part, KEPT)))
        .join('')
    : line;
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}
