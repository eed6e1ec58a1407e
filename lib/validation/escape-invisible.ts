/**
 * Escapes characters that a terminal interprets, or that a reader cannot see, such as `\u001b`.
 *
 * @param kept Characters that stay as they are.
 */
export function escapeInvisible(text: string, kept = ' '): string {
  return text.replace(/[\p{C}\p{Z}]/gu, (character) => (kept.includes(character) ? character : escape(character)));
}

function escape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
