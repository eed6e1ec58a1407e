/** A kind of token or key that can be recognized. */
interface TokenKind {
  readonly name: string;
  /** Pattern of the part that all tokens of the kind have. Messages show it. */
  readonly prefix: string;
  /** Pattern of the secret part. */
  readonly secret: string;
}

const TOKEN_KINDS: readonly TokenKind[] = [
  { name: 'a GitHub token', prefix: 'gh[pousr]_', secret: '[A-Za-z0-9]{30,}' },
  { name: 'a GitHub token', prefix: 'github_pat_', secret: '\\w{20,}' },
  { name: 'a GitLab token', prefix: 'gl(?:pat|dt|rt|ptt|cbt|oas|soat)-', secret: '[\\w-]{20,}' },
  { name: 'an AWS access key', prefix: 'A(?:KIA|SIA)', secret: '[A-Z0-9]{16}(?![A-Za-z0-9])' },
  { name: 'a Slack token', prefix: 'xox[abeprs]-', secret: '[A-Za-z0-9-]{10,}' },
  { name: 'an Anthropic key', prefix: 'sk-ant-', secret: '[\\w-]{20,}' },
  { name: 'an OpenAI key', prefix: 'sk-(?:proj-|svcacct-|admin-)', secret: '[\\w-]{20,}' },
  { name: 'an OpenAI key', prefix: 'sk-', secret: '[A-Za-z0-9]{32,}' },
  { name: 'an npm token', prefix: 'npm_', secret: '[A-Za-z0-9]{36}' },
  { name: 'a PyPI token', prefix: 'pypi-', secret: 'AgEI[\\w-]{50,}' },
  { name: 'a Docker token', prefix: 'dckr_(?:pat|oat)_', secret: '[\\w-]{20,}' },
  { name: 'a Hugging Face token', prefix: 'hf_', secret: '[A-Za-z]{34}' },
  { name: 'a Google API key', prefix: 'AIza', secret: '[\\w-]{35}' },
  { name: 'a Stripe key', prefix: '[sr]k_live_', secret: '[A-Za-z0-9]{16,}' },
  { name: 'a private key', prefix: '-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----', secret: '[^"]*' },
  { name: 'a JSON Web Token', prefix: 'eyJ', secret: '[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}' },
];

/** A token starts at the start of a word. The escape sequences are those of JSON. */
const START = '(?<=^|[^\\w-]|\\\\[nrt])';

const PATTERNS = TOKEN_KINDS.map(({ name, prefix, secret }) => ({
  name,
  pattern: new RegExp(`${START}(${prefix})${secret}`),
}));
const ANY_TOKEN = new RegExp(`${START}(?:${TOKEN_KINDS.map(({ prefix, secret }) => prefix + secret).join('|')})`);

/** A password before the host of a URL, unless a variable holds it or the host is the pod itself, such as a sidecar's database. */
const URL_WITH_PASSWORD = /:\/\/[^\s/:@]*:(?![$])[^\s/@]+@(?!(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$))/;

/** Returns what a text contains that is probably secret, such as `a GitHub token (ghp_***)`, or `undefined`. */
export function findSecret(text: string): string | undefined {
  if (ANY_TOKEN.test(text)) {
    for (const { name, pattern } of PATTERNS) {
      const prefix = pattern.exec(text)?.[1];
      if (prefix !== undefined) return `${name} (${prefix}***)`;
    }
  }
  return URL_WITH_PASSWORD.test(text) ? 'a password in a URL' : undefined;
}

/** Returns a text without the secret parts of the tokens in it. */
export function maskTokens(text: string): string {
  if (!ANY_TOKEN.test(text)) return text;
  return PATTERNS.reduce((masked, { pattern }) => masked.replace(new RegExp(pattern, 'g'), '$1***'), text);
}
