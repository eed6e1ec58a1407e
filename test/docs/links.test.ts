import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { allPages, PACKAGE, type Page } from './support/page';

const pages = new Map(allPages().map((page) => [page.path, page]));

/** Returns what is wrong with a link, if anything. */
function problemOf(page: Page, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return undefined;
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? page.path : posix.join(posix.dirname(page.path), path);
  if (!existsSync(`${PACKAGE}/${target}`)) return `${link}: no such file`;
  if (anchor !== undefined && !pages.get(target)?.anchors.has(anchor)) return `${link}: no such heading`;
  return undefined;
}

test.each([...pages.values()].map((page) => [page.path, page] as const))('all links of %s resolve', (_, page) => {
  expect(page.links.flatMap((link) => problemOf(page, link) ?? [])).toEqual([]);
});

test('a link to a missing file or heading is a problem', () => {
  const readme = pages.get('README.md')!;
  expect(problemOf(readme, 'docs/none.md')).toBe('docs/none.md: no such file');
  expect(problemOf(readme, 'docs/workspaces.md#none')).toBe('docs/workspaces.md#none: no such heading');
  expect(problemOf(readme, 'docs/workspaces.md#retry')).toBeUndefined();
});
