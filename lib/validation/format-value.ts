const LONGEST = 80;
/** Fields whose values may be secrets: they are not shown. */
export const SENSITIVE_FIELDS: ReadonlySet<unknown> = new Set(['env', 'command', 'args', 'annotations']);

/** A value as JSON on one line: shortened, free of credentials, and without anything that a terminal would obey. */
export function formatValue(value: unknown): string {
  const json = withoutCredentials(JSON.stringify(value));
  const short = json.length > LONGEST ? `${json.slice(0, LONGEST - 10)}…${json.slice(-5)}` : json;
  return short.replace(/[\p{C}\p{Z}]/gu, (character) => (character === ' ' ? character : escape(character)));
}

/** JSON without what may be a user, a password or a token: before the host of a URL, or in a query. */
function withoutCredentials(json: string): string {
  const text = json.replace(/^("?)[^/\s:@"]*:[^/\s]*(?=@)/, '$1***');
  const [, scheme, rest = ''] = /^(.*?:\/\/)(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) return text;
  return scheme + rest.replace(/^.*@/s, '***@').replace(/\?.*?("?)$/s, '?***$1');
}

function escape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
