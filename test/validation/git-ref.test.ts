import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { gitRef } from '../../lib/validation/git-ref';

const pieces = [
  'a',
  'b',
  '/',
  '.',
  '..',
  '.lock',
  '@',
  '{',
  '@{',
  '~',
  '^',
  ':',
  '?',
  '*',
  '[',
  ']',
  '\\',
  ' ',
  '-',
  '_',
  '#',
  '$',
  'é',
  'HEAD',
];

function isRefOfGit(ref: string): boolean {
  return spawnSync('git', ['check-ref-format', '--allow-onelevel', ref]).status === 0;
}

test('accepts what git check-ref-format accepts', () => {
  const refs = fc.string({ unit: fc.constantFrom(...pieces), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(refs, (ref) => {
      // Not for git to refuse: fetch would take it for an option.
      fc.pre(!ref.startsWith('-'));
      expect([ref, gitRef(ref) === undefined]).toEqual([ref, isRefOfGit(ref)]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  'main',
  'v1.2.0',
  'refs/tags/v1',
  'a'.repeat(40),
  '0123456789abcdef'.repeat(4),
  '20240131',
  '1234567',
  'defaced',
  'feature/#12',
  'HEAD',
  'refs/heads/abc1234',
])('accepts %s', (ref) => {
  expect(gitRef(ref)).toBeUndefined();
});

test.each(['abc1234', '0123456789abcdef', `${'a'.repeat(38)}1`, `${'a'.repeat(40)}1`, `${'a'.repeat(62)}1`])(
  '%s is an abbreviated commit',
  (ref) => {
    expect(gitRef(ref)).toMatch(/^looks like an abbreviated commit/);
  },
);
