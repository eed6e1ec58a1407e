import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { parse } from 'yaml';
import { stringifyYaml } from '../../lib/output/yaml';
import { testsThatNeed } from '../support/tools';

/** Strings that one of the parsers reads as something else, or rejects, where they have no quotes. */
const NASTY = [
  ...['', ' ', '  ', '\n', '\n\n', '\t', ' \n ', '\xa0', 'é', '日本語', '😀', '__proto__', 'constructor', 'toString'],
  ...['~', 'null', 'Null', 'true', 'True', 'yes', 'no', 'No', 'on', 'OFF', 'y', 'N', '.nan', '-.Inf', '<<', '=', '-'],
  ...['0', '-0', '+1', '007', '0o7', '0O2', '0o7_1', '-0o7', '-_2', '0x1F', '0X8', '0b1', '0B1', '1_0', '_1', '0E1_2'],
  ...['1e3', 'e1', '-e1', '1.', '.5', '1:30', '190:20:30', '1,000', '12e03', '500M', '1Gi', '100m', '1E', '1e', '2Ei'],
  ...['2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01 00:00:00', 'inf', '-inf', 'NaN', 'Infinity'],
  ...['---', '--- a', '...', '... a', '%', '%YAML 1.1', '- a', '--a', '?', '? a', ':', ': ', 'a: b', 'a:', ':a', 'a:b'],
  ...['#', '# a', 'a #b', 'a#b', '&a1', '*a1', '!', '!!str a', '|', '>', '|-', '@', '`', '%a', ',', '[', ']', '{', '}'],
  ...['[]', '{}', '[a]', '{a: b}', '"', "'", '"q"', "'q'", '"q', "it's", `"it's"`, '\\', '\\n', 'a\\b', 'a, b', 'a ]}'],
  ...[
    ' a',
    'a ',
    '\ta',
    'a\t',
    'a\tb',
    'a b',
    'a  b',
    'a -',
    'a - b',
    'a ? b',
    'a &b *c !d',
    'a @b',
    'a\nb',
    'a\n',
    '\na',
  ],
  ...[
    'a\n\n',
    'a\n\n\n',
    '\n\na',
    'a\n\nb',
    'a\n b',
    ' a\nb',
    '  a\n b\n',
    '\n a',
    'a \nb',
    'a\n ',
    'a\n \n',
    'a\n\tb',
  ],
  ...['a\nb\t', 'a\n  \nb', 'a\n\t\nb', 'a\n---\nb', '---\na', 'a\n...\nb', 'a\n%b', 'a\n# b', '# a\nb', 'a\n- b: c\n'],
  ...['"a\nb', "'a\nb", '- a\nb', 'a: b\nc: d', '|\na', 'a\n日本語\n', '#!/bin/sh\nif true; then\n\n\techo "$A"\nfi\n'],
  ...['git@example.com:a/b.git', 'a@sha256:0f', 'https://example.com/a?b=c&d', '$(HOME)', "awk -F'\t'", 'sh -c "a; b"'],
  ...['x'.repeat(1023), 'word '.repeat(300), `${'long '.repeat(300)}end`, '\x7f', '\x85', '\u2028', '\ufeff'],
];

/** Strings that look like a number, a boolean, a date or syntax more often than random ones do. */
const string = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY, 'a', ' #'), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'0123456789abefnoxBEFNOX_.+-:'), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'aA0 -/:.,#&*!|>"\'%@`?[]{}=~\\\n\t'), maxLength: 12 }),
  fc.string(),
  // Not the control characters and the halves of pairs, which a list cannot contain.
  fc
    .string({ unit: 'binary' })
    .map((text) => text.replace(/[^\n\t -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')),
);

/** Keys of Kubernetes objects are shorter than this. JavaScript or js-yaml read the two others as something else. */
function isKey(text: string): boolean {
  return text.length < 500 && text !== '__proto__' && text !== '<<';
}

const { json } = fc.letrec((self) => ({
  json: fc.oneof(
    { depthSize: 'medium', maxDepth: 8 },
    string,
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(self('json'), { maxLength: 4 }),
    self('object'),
  ),
  object: fc.dictionary(string.filter(isKey), self('json'), { maxKeys: 4 }),
}));

const manifest = (spec: unknown): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Example',
  metadata: { name: 'a' },
  spec,
});

test('parsers of YAML 1.1 and 1.2 in JavaScript read any object back', () => {
  fc.assert(
    fc.property(fc.array(json.map(manifest), { minLength: 1, maxLength: 2 }), (objects) => {
      const text = stringifyYaml(objects);
      for (const version of ['1.1', '1.2'] as const)
        expect(text.split(/^---\n/m).map((document) => parse(document, { version }) as unknown)).toEqual(objects);
      expect(loadAll(text)).toEqual(objects);
    }),
    { numRuns: 1_000 },
  );
});

/** As values, as items and as keys. */
const SAMPLE = (() => {
  const strings = [...new Set([...NASTY, ...fc.sample(string, 5_000)])];
  const keys = strings.filter(isKey);
  return manifest({
    values: Object.fromEntries(strings.map((text, i) => [`k${i}`, text])),
    strings,
    keys: Object.fromEntries(keys.map((text, i) => [text, i])),
  });
})();

testsThatNeed('kubectl').test("Go's parser reads strings back", () => {
  const args = ['label', '--local', '--filename=-', '--output=json', 'a=b'];
  const read = JSON.parse(execFileSync('kubectl', args, { input: stringifyYaml([SAMPLE]), encoding: 'utf8' })) as {
    spec: unknown;
  };
  expect(read.spec).toEqual((SAMPLE as { spec: unknown }).spec);
});

testsThatNeed('PyYAML').test("Python's parser reads strings back", () => {
  const program = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)';
  const read: unknown = JSON.parse(
    execFileSync('python3', ['-c', program], { input: stringifyYaml([SAMPLE]), encoding: 'utf8' }),
  );
  expect(read).toEqual(SAMPLE);
});

test('names, paths, URLs, images, options, commands and quantities have no quotes', () => {
  const plain = [
    'build',
    '/git-repo',
    'https://example.com/app.git',
    'git@example.com:app.git',
    'alpine/git:v2.54.0@sha256:0f',
  ];
  plain.push('--all', '-c', 'make test && git diff > out.txt', "metadata.labels['a/b']", '100m', '2Gi', '500M');
  expect(stringifyYaml([{ plain }])).toBe(`plain:\n${plain.map((text) => `  - ${text}\n`).join('')}`);
});

test('a script is a block, if that shows what it contains', () => {
  expect(stringifyYaml([{ a: 'set -eu\n\nif a; then\n  b\nfi\n', b: ['x\ny'] }])).toBe(
    'a: |\n  set -eu\n\n  if a; then\n    b\n  fi\nb:\n  - |-\n    x\n    y\n',
  );
  expect(stringifyYaml([{ a: 'x \ny', b: ' x\ny', c: 'x\n\n' }])).toBe('a: "x \\ny"\nb: " x\\ny"\nc: "x\\n\\n"\n');
});

test('writes an object that is used twice in full, without an alias', () => {
  const shared = { cpu: '1' };
  expect(stringifyYaml([{ requests: shared, limits: shared, none: {}, list: [[1, []]] }])).toBe(
    'requests:\n  cpu: "1"\nlimits:\n  cpu: "1"\nnone: {}\nlist:\n  - - 1\n    - []\n',
  );
});
