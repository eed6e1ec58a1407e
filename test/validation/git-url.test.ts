import fc from 'fast-check';
import { gitUrl, parseGitUrl } from '../../lib/validation/git-url';

test.each([
  ['https://github.com/octocat/Hello-World.git', 'https', 'github.com'],
  ['https://GitHub.com/a', 'https', 'GitHub.com'],
  ['http://10.0.0.1/a', 'http', '10.0.0.1'],
  ['http://git.example.com:8080/a/b/c', 'http', 'git.example.com'],
  ['https://example.com/~user/a%20b.git', 'https', 'example.com'],
  ['https://[2001:db8::1]:8443/a.git', 'https', '[2001:db8::1]'],
  ['https://git.example.com./a.git', 'https', 'git.example.com.'],
  ['https://git.example.com.:8443/a.git', 'https', 'git.example.com.'],
  ['git@git.example.com.:a.git', 'ssh', 'git.example.com.'],
  ['ssh://git@example.com:2222/a.git', 'ssh', 'example.com'],
  ['ssh://example.com/~/a.git', 'ssh', 'example.com'],
  ['git@github.com:octocat/Hello-World.git', 'ssh', 'github.com'],
  ['example.com:a.git', 'ssh', 'example.com'],
  ['git@[2001:db8::1]:a.git', 'ssh', '[2001:db8::1]'],
  ['git@example.com:/srv/a@b.git', 'ssh', 'example.com'],
])('%s', (url, kind, host) => {
  expect(gitUrl(url)).toBeUndefined();
  expect(parseGitUrl(url)).toEqual({ kind, host });
});

test.each([
  'https://example.123/a',
  'https://1.2.3.4.5/a',
  'https://127.1/a',
  'https://a..b/a',
  'https://a../a',
  'https://./a',
  'https://10.0.0.1./a',
  'https://-a/a',
  'https://[1.2]/a',
  'ssh://[::::]/a',
  '[::::]:a',
])('%s does not contain a valid host', (url) => {
  expect(gitUrl(url)).toBe('does not contain a valid host (such as git.example.com)');
});

test('a URL has a maximum length', () => {
  const url = 'https://example.com/'.padEnd(2048, 'a');
  expect(gitUrl(url)).toBeUndefined();
  expect(gitUrl(`${url}a`)).toBe('is longer than 2048 characters; use a shorter URL');
});

test('rejects a scheme in capital letters, which git does not support', () => {
  expect(gitUrl('HTTPS://example.com/a')).toBe('has the scheme "HTTPS": use https, http or ssh');
});

test('parseGitUrl returns nothing for an invalid URL', () => {
  expect(parseGitUrl('file:///srv/a.git')).toBeUndefined();
});

test('rejects options, helpers of other protocols and second lines', () => {
  const pieces = fc.constantFrom(
    'https://',
    'ssh://',
    'ext::',
    'a',
    'git@',
    ':',
    '/',
    '-',
    '--upload-pack=',
    '%0a',
    '\n',
    ' ',
    '@',
    '?',
    '::',
    '[',
    ']',
    '%',
  );
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 8 }), (url) => {
      if (gitUrl(url)) return;
      expect(url).toMatch(/^(https?:\/\/[\w[]|ssh:\/\/[\w[]|[\w.@]+:|[\w.@]*\[)/i);
      // Only at the start is `name::` a helper, and a dash an option: a path such as `/a/::-` is harmless. Only
      // after a scheme is `%0a` a line feed.
      expect(url).not.toMatch(/\s|^\w+:\/\/.*%0a|^-|^[^/[:]*::|^[^/]*:-|^[^/]*@-|^\w+:\/\/([^/]*@)?-/i);
    }),
    { numRuns: 2000 },
  );
});
