import { styleText } from 'node:util';

export type Style = 'red' | 'yellow' | 'green' | 'cyan' | 'gray' | 'bold';

/** Adds the escape sequences of a style to a text, or returns it as it is. */
export type Paint = (style: Style, text: string) => string;

export const paintNothing: Paint = (_style, text) => text;

/** Returns how text for a stream is painted: only on a terminal, and not if NO_COLOR is set. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  // It reads NO_COLOR too.
  const hasColors = stream.isTTY && stream.hasColors();
  return hasColors ? (style, text) => styleText(style, text, { validateStream: false }) : paintNothing;
}
