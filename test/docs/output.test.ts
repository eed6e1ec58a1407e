import { CHANGE_KINDS } from '../../lib/compare/change';
import { blocksOf, Page } from './support/page';
import { ProjectCopy } from './support/project-copy';

jest.setTimeout(60_000);

const texts = blocksOf('text');
const problems = texts.flatMap(([place, text, page]) => {
  const [list] = page.blocksBefore(text);
  return list?.flags.includes('invalid') ? [{ place, text, list }] : [];
});
const comparisons = texts.flatMap(([place, text, page]) => {
  const [command, after, before] = page.blocksBefore(text);
  return command?.content === 'npm run check -- --against\n' ? [{ place, text, after, before }] : [];
});

test('the pages have outputs of both kinds', () => {
  expect(problems).not.toEqual([]);
  expect(comparisons).not.toEqual([]);
});

test.each(problems)('the text at $place is what check prints for the list before it', ({ text, list }) => {
  const copy = new ProjectCopy(list.content);
  expect(copy.run('npm run --silent check')).toEqual({ status: 1, stdout: '', stderr: text.content });
  copy.remove();
});

test.each(comparisons)('the text at $place is what check --against prints', ({ text, before, after }) => {
  const copy = new ProjectCopy(before!.content);
  // A dist/ of another list would be reported too.
  copy.run('git rm -r --quiet dist && git commit --quiet --message=list && git push --quiet origin main');
  copy.writeList(after!.content);
  const { status, stdout } = copy.run('npm run --silent check -- --against');
  expect({ status, stdout: withoutCommit(stdout) }).toEqual({ status: 0, stdout: withoutCommit(text.content) });
  copy.remove();
});

test('the page about CI has all kinds of changes that check --against reports', () => {
  const kinds = Object.values(CHANGE_KINDS).map(([kind]) => kind);
  expect(new Page('docs/ci.md').codes).toEqual(expect.arrayContaining(kinds));
});

/** Replaces the abbreviated commit, which is different in each run. */
function withoutCommit(text: string): string {
  return text.replace(/\([0-9a-f]{12}\)/, '(commit)');
}
