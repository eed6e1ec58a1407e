import { escapeInvisible } from '../validation/escape-invisible';

/** Returns a text as Markdown code. It is safe in a sentence, a link or a table cell, whatever characters it has. */
export function formatCode(text: string): string {
  const visible = escapeInvisible(text);
  if (/^[^`|\\\s]+$/.test(visible)) return `\`${visible}\``;
  return `<code>${[...visible].map((char) => (/\w/.test(char) ? char : `&#${char.codePointAt(0)};`)).join('')}</code>`;
}

/** Returns a Markdown table. Its cells are Markdown already. */
export function formatTable(header: readonly string[], rows: Iterable<readonly string[]>): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
