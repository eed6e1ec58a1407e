/** Text as code, whatever it holds: in a sentence, a link or a cell of a table. */
export function code(text: string): string {
  if (/^[^`|\\\s]+$/.test(text)) return `\`${text}\``;
  return `<code>${[...text].map((char) => (/\w/.test(char) ? char : `&#${char.codePointAt(0)};`)).join('')}</code>`;
}

/** A table; its cells are Markdown. */
export function table(head: readonly string[], rows: Iterable<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
