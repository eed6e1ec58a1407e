import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { Document, parse, visit } from 'yaml';
import { GitRepoTask } from '../../lib';
import { stringifyYaml } from '../../lib/output/yaml';
import { objectsOf } from '../support/chart';

const NASTY = [
  ...['', ' ', '  ', '\n', '\n\n', '\t', ' \n ', '\r', '\r\n', '\0', '\x07', '\x1b', '\x7f', '\x85', '\xa0', '\ufeff'],
  ...['\u2028', '\u2029', '\ud800', '😀', 'é', '日本語', '__proto__', 'constructor', 'toString'],
  ...['~', 'null', 'Null', 'true', 'True', 'yes', 'no', 'No', 'on', 'OFF', 'y', 'n', '.nan', '-.Inf', '<<', '='],
  ...['0', '-0', '+1', '007', '0o7', '0x1F', '0b1', '1_0', '1e3', 'e1', '1.', '.5', '1:30', '190:20:30', '1,000'],
  ...['2024-01-01', '2024-01-01T00:00:00Z', '2024-01-01 00:00:00', '12e03', '500M', '1Gi', '100m'],
  ...['---', '--- a', '...', '... a', '%', '%YAML 1.1', '-', '- a', '?', '? a', ':', ': ', 'a: b', 'a:', ':a', 'a:b'],
  ...['#', '# a', 'a #b', 'a#b', '&a1', '*a1', '!', '!!str a', '|', '>', '|-', '@', '`', '%a', ',', '[', ']', '{', '}'],
  ...['[]', '{}', '[a]', '{a: b}', '"', "'", '"q"', "'q'", '"q', "it's", `"it's"`, '\\', '\\n', 'a\\b'],
  ...[' a', 'a ', '\ta', 'a\t', 'a b', 'a  b', 'a\nb', 'a\n', '\na', 'a\n\n', 'a\n\n\n', '\n\na', 'a\n\nb', 'a\n b'],
  ...[' a\nb', '  a\n b\n', '\n a', '\n\n  a\n', 'a \nb', 'a\n ', 'a\n \n', 'a\n \n\n', 'a\n\tb', 'a\nb\t', 'a\n  \nb'],
  ...['a\n---\nb', '---\na', 'a\n%b', 'a\n# b', 'a\n- b: c\n', '"a\nb', "'a\nb", 'a\r\nb', 'a\0b\nc', 'a\x07\n\n b\nc'],
  ...[
    '#!/bin/sh\nset -eu\n\nif true; then\n  echo "$HOME"\n\n\texit 1\nfi\n',
    'git@example.com:a/b.git',
    'a@sha256:0f',
  ],
  ...['x'.repeat(1023), 'x'.repeat(1024), 'x'.repeat(1025), 'word '.repeat(300), `"${'\n long'.repeat(300)}`],
];

/** Strings that cover every style of `yaml`: plain, quoted and block. */
const string = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY, 'a', ' #'), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('')),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^(https:\/\/)?[a-zA-Z][\w./]*[-/][\w./-]*$/),
  fc.stringMatching(/^[a-zA-Z][ -~]* [ -~]*$/),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

const { json } = fc.letrec((self) => ({
  json: fc.oneof(
    { depthSize: 'medium', maxDepth: 8 },
    string,
    fc.oneof(
      number.filter((n) => !Object.is(n, -0)),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(self('json'), { maxLength: 4 }),
    fc.array(fc.tuple(string, self('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

/**
 * Writes documents as cdk8s does, with more quotes: for parsers of YAML 1.2, where `yaml` would lose spaces, where Go's
 * parser (kubectl, Argo CD) reads a tab as indentation, and for `=`, which Python's parser does not read as a string.
 */
function reference(...documents: unknown[]): string {
  const options = { keepUndefined: true, lineWidth: 0, version: '1.1', compat: 'core' } as const;
  return documents
    .map((json) => {
      const document = new Document(json, { ...options, aliasDuplicateObjects: false });
      visit(document, {
        Scalar(where, node) {
          const { value } = node;
          const needsQuotes =
            typeof value === 'string' && (value === '=' || (value.includes('\n') && /^[ \n]*(\t|$)/.test(value)));
          if (needsQuotes && where !== 'key' && document.contents !== node) node.type = 'QUOTE_DOUBLE';
        },
      });
      return document.toString(options);
    })
    .join('---\n');
}

test('writes any JSON value as yaml does', () => {
  fc.assert(
    fc.property(fc.array(json, { maxLength: 3 }), (documents) => {
      expect(stringifyYaml(documents)).toBe(reference(...documents));
    }),
    { numRuns: 2_000 },
  );
});

test('writes every nasty string as yaml does, as a key, a value and an item', () => {
  for (const nasty of NASTY) {
    const map = { [nasty]: { [nasty]: nasty }, 'another key': [nasty, [nasty], [[], {}], { [nasty]: [nasty] }] };
    for (const document of [nasty, map, [nasty, map], { [nasty]: nasty }])
      expect(stringifyYaml([document])).toBe(reference(document));
  }
});

test('writes the manifests of a chain as cdk8s does', () => {
  const objects = objectsOf((chart) => {
    const env = { GREETING: 'yes: "no" # $(HOME)\n', TOKEN: { secret: 'token', key: '0o7' } };
    const root = new GitRepoTask(chart, 'Root', { taskId: '1e3', image: 'a', repoUrl: 'git@git.example.com:a/b.git' });
    new GitRepoTask(chart, 'Child', {
      taskId: 'no',
      parent: root,
      image: 'b',
      command: ['sh', '-c', 'a\n\n b\n'],
      env,
    });
  });
  expect(stringifyYaml(objects)).toBe(Yaml.stringify(...objects).replace('key: 0o7', 'key: "0o7"'));
});

test.each([' \n', '\n \n', '0o7', '0O7', '1e8', '1_0', 'no', '=', '<<', '2024-01-01', '.5'])(
  '%j is read as a string by parsers of YAML 1.1 and 1.2',
  (text) => {
    for (const version of ['1.1', '1.2'] as const) {
      expect(parse(stringifyYaml([[text]]), { version })).toEqual([text]);
    }
  },
);

test("a string that starts with a tab is not a block scalar, which Go's parser rejects", () => {
  expect(stringifyYaml([['\ta\nb', '\n \tc\n', 'd\n\te\n']])).toBe('- "\\ta\\nb"\n- "\\n \\tc\\n"\n- |\n  d\n  \te\n');
});

test("= has quotes, because Python's parser does not read it as a string", () => {
  expect(stringifyYaml([['=', { a: '=' }]])).toBe('- "="\n- a: "="\n');
});

test('writes an object that is used twice in full, without an alias', () => {
  const shared = { cpu: '1' };
  expect(stringifyYaml([{ requests: shared, limits: shared }])).toBe('requests:\n  cpu: "1"\nlimits:\n  cpu: "1"\n');
});
