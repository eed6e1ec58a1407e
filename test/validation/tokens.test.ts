import { formatValue } from '../../lib/validation/format-value';
import { findSecret, maskTokens } from '../../lib/validation/tokens';

const letters = (count: number): string => 'aB3'.repeat(count).slice(0, count);

/** Tokens, put together here so that no scanner finds them in this file. */
const TOKENS: [name: string, token: string, prefix: string][] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix): [string, string, string] => [
    'a GitHub token',
    prefix + letters(36),
    prefix,
  ]),
  ['a GitHub token', `github_pat_${letters(22)}_${letters(59)}`, 'github_pat_'],
  ['a GitLab token', `glpat-${letters(20)}`, 'glpat-'],
  ['an AWS access key', `AKIA${'A1'.repeat(8)}`, 'AKIA'],
  ['an AWS access key', `ASIA${'A1'.repeat(8)}`, 'ASIA'],
  ['a Slack token', `xoxb-123456789012-${letters(24)}`, 'xoxb-'],
  ['an OpenAI key', `sk-${letters(48)}`, 'sk-'],
  ['an OpenAI key', `sk-proj-${letters(20)}-${letters(20)}`, 'sk-proj-'],
  ['an Anthropic key', `sk-ant-api03-${letters(40)}`, 'sk-ant-'],
  ['an npm token', `npm_${letters(36)}`, 'npm_'],
  ['a PyPI token', `pypi-AgEI${letters(60)}`, 'pypi-'],
  ['a Docker token', `dckr_pat_${letters(27)}`, 'dckr_pat_'],
  ['a Hugging Face token', `hf_${'aB'.repeat(17)}`, 'hf_'],
  ['a Google API key', `AIza${letters(35)}`, 'AIza'],
  ['a Stripe key', `sk_live_${letters(24)}`, 'sk_live_'],
  ['a JSON Web Token', `eyJ${letters(20)}.eyJ${letters(20)}.${letters(43)}`, 'eyJ'],
];

test.each(TOKENS)('%s is found and masked: %.10s', (name, token, prefix) => {
  for (const text of [token, `--token=${token}`, `curl -H "Authorization: Bearer ${token}" x`, `a\n${token}\n`]) {
    expect(findSecret(text)).toBe(`${name} (${prefix}***)`);
    expect(maskTokens(text)).toBe(text.replace(token, `${prefix}***`));
    expect(formatValue(text)).not.toContain(token.slice(-10));
  }
  expect(findSecret(`a${token}`)).toBeUndefined();
});

test('a private key is found and masked', () => {
  for (const kind of ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ']) {
    const header = `-----BEGIN ${kind}PRIVATE KEY-----`;
    const key = `${header}\n${letters(64)}\n-----END ${kind}PRIVATE KEY-----\n`;
    expect(findSecret(key)).toBe(`a private key (${header}***)`);
    expect(maskTokens(key)).toBe(`${header}***`);
  }
});

test.each([
  'postgres://app:hush@db/app',
  'git clone https://me:hush@example.com/a.git',
  'redis://:hush@cache:6379',
  'postgres://app:hush@localhost.example.com/app',
  'postgres://app:hush@127.0.0.10/app',
])('a password in a URL is found: %s', (text) => {
  expect(findSecret(text)).toBe('a password in a URL');
});

test.each([
  '',
  'https://example.com/a.git',
  'https://me@example.com/a.git',
  'https://me:$(TOKEN)@example.com/a.git',
  'https://me:$TOKEN@example.com/a.git',
  'postgres://postgres:test@127.0.0.1:5432/postgres',
  'postgres://postgres:test@localhost/postgres',
  'redis://:test@[::1]',
  'git@example.com:team/app.git',
  'http://localhost:8080/@scope/package',
  'ghp_short',
  'task-sk-learn-a-very-long-name-of-a-model-1',
  'AKIA',
  'AKIAIOSFODNN7EXAMPLEX-and-more-LETTERS'.toLowerCase(),
  'eyJhbGciOi',
  '-----BEGIN PUBLIC KEY-----',
  '-----BEGIN CERTIFICATE-----',
  'npm_config_registry',
  'sk-2024-01-01',
])('%j is not secret', (text) => {
  expect(findSecret(text)).toBeUndefined();
  expect(maskTokens(text)).toBe(text);
});

test('a text of any size is searched quickly', () => {
  for (const part of [
    'eyJ',
    'eyJaaaaaaaaaaa.eyJ.',
    'sk-',
    'ghp_',
    '://a:',
    '://',
    '-----BEGIN ',
    'xoxb-.',
    '\n',
    '@',
    'A',
  ]) {
    expect(findSecret(part.repeat(200_000 / part.length))).toBeUndefined();
  }
});
