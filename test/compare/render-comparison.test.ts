import { toMarkdown, toText } from '../../lib/compare';
import { CHANGE_KINDS, sortChanges, type Change, type ChangeKind } from '../../lib/compare/change';

/** Returns changes of tasks that have the same text. */
function changesOf(kind: ChangeKind, count: number, details = ''): Change[] {
  const width = String(count - 1).length;
  const ids = Array.from({ length: count }, (_, index) => `${kind}-${String(index).padStart(width, '0')}`);
  return ids.map((subject) => ({ kind, object: 'task', subject, details }));
}

const claim: Change = { kind: 'deleted', object: 'claim', subject: 'git-repo-pvc-a', details: '' };

function render(...changes: readonly Change[]): { markdown: string; text: string } {
  const comparison = { base: 'BASE', changes: sortChanges(changes), notes: ['NOTE.'] };
  return { markdown: toMarkdown(comparison), text: toText(comparison) };
}

test('no change', () => {
  const { markdown, text } = render();
  expect(markdown).toBe('### Effect on tasks and claims\n\nCompared with BASE: no task or claim changes.\n\nNOTE.\n');
  expect(text).toBe('Compared with BASE: no task or claim changes.\nNOTE.\n');
});

test('one change', () => {
  const { markdown, text } = render(...changesOf('rerun', 1, 'run 1 -> 2'));
  expect(markdown).toBe(`### Effect on tasks and claims

Compared with BASE: 1 task will run again.

| Task or claim | Effect | Details |
| --- | --- | --- |
| \`rerun-0\` | will run again | run 1 -> 2 |

NOTE.
`);
  expect(text).toBe('Compared with BASE: 1 task will run again.\nrerun-0: will run again (run 1 -> 2)\nNOTE.\n');
});

test('12 changes: a row of the table has all tasks with the same text', () => {
  const changes = [
    ...changesOf('added', 3),
    ...changesOf('deferred', 2, 'image `a` -> `b`'),
    ...changesOf('rerun', 2, 'run 1 -> 2'),
    ...changesOf('deleted', 4),
    claim,
  ];
  const { markdown, text } = render(...changes);
  const summary =
    'Compared with BASE: 4 tasks will be deleted; 1 claim will be deleted; 2 tasks will run again; ' +
    '2 tasks were edited but will not run until "run" is increased; 3 tasks will be added.';
  expect(markdown).toBe(`### Effect on tasks and claims

${summary}

| Task or claim | Effect | Details |
| --- | --- | --- |
| \`deleted-0\`, \`deleted-1\`, \`deleted-2\`, \`deleted-3\` | will be deleted |  |
| \`git-repo-pvc-a\` | will be deleted |  |
| \`rerun-0\`, \`rerun-1\` | will run again | run 1 -> 2 |
| \`deferred-0\`, \`deferred-1\` | were edited but will not run until "run" is increased | image \`a\` -> \`b\` |
| \`added-0\`, \`added-1\`, \`added-2\` | will be added |  |

NOTE.
`);
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe(summary);
  expect(lines.slice(1, 3)).toEqual(['deleted-0: will be deleted', 'deleted-1: will be deleted']);
  expect(lines).toHaveLength(1 + 12 + 1);
});

test('2,000 changes: the table has all that are deleted, left or rejected, and 200 others', () => {
  const markdown = render(
    ...changesOf('added', 800),
    ...changesOf('rerun', 150),
    ...(['rejected', 'orphaned', 'deleted'] as const).flatMap((kind) => changesOf(kind, 350)),
  ).markdown;
  const shown = (kind: ChangeKind): number => markdown.match(new RegExp(`\`${kind}-\\d+\``, 'g'))?.length ?? 0;
  expect({
    deleted: shown('deleted'),
    orphaned: shown('orphaned'),
    rejected: shown('rejected'),
    rerun: shown('rerun'),
    added: shown('added'),
  }).toEqual({ deleted: 350, orphaned: 350, rejected: 350, rerun: 150, added: 50 });
  expect(markdown).toContain('\n\nNot in this table: 750 tasks will be added.\n\nNOTE.\n');
  expect(markdown.match(/^\| `[a-z]+/gm)).toEqual(
    ['deleted', 'orphaned', 'rejected', 'rerun', 'added'].map((kind) => `| \`${kind}`),
  );
  // GitHub's limit for a comment.
  expect(markdown.length).toBeLessThan(65_536);
});

test('deletions come first, then what is left, then what is rejected', () => {
  expect(Object.keys(CHANGE_KINDS).slice(0, 3)).toEqual(['deleted', 'orphaned', 'rejected']);
  const kinds = Object.keys(CHANGE_KINDS) as ChangeKind[];
  const { markdown, text } = render(...kinds.toReversed().flatMap((kind) => changesOf(kind, 1)));
  const summary = kinds.map((kind) => `1 task ${CHANGE_KINDS[kind][0]}`).join('; ');
  for (const output of [markdown, text]) expect(output).toContain(`Compared with BASE: ${summary}.\n`);
  expect([...text.matchAll(/^(\w+)-0: /gm)].map(([, kind]) => kind)).toEqual(kinds);
  expect([...markdown.matchAll(/^\| `(\w+)-0` /gm)].map(([, kind]) => kind)).toEqual(kinds);
});

test('a name that Markdown would interpret is escaped', () => {
  const [change] = changesOf('added', 1);
  expect(render({ ...change!, subject: 'a|b`c' }).markdown).toContain(
    '\n| <code>a&#124;b&#96;c</code> | will be added |',
  );
});
