/** Breaks a text at spaces into lines of at most `width` characters. Longer words, such as URLs, stay whole. */
export function wrapText(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const line = new RegExp(`(.{1,${Math.max(width, 1)}})(?: +|$)`, 'g');
  return text.replace(line, '$1\n').trimEnd().split('\n');
}
