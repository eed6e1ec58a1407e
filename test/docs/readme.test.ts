import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, Page, type Block } from './support/page';

const readme = new Page('README.md');
const translation = new Page('README.ja.md');

test.each([readme, translation])('$path has at most 170 lines', ({ path }) => {
  expect(readFileSync(join(PACKAGE, path), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(170);
});

test('the README links to every page of docs/', () => {
  const pages = readdirSync(join(PACKAGE, 'docs')).filter((file) => file.endsWith('.md'));
  expect(readme.links.map(withoutAnchor)).toEqual(expect.arrayContaining(pages.map((file) => `docs/${file}`)));
});

test('the translation has the structure of the README', () => {
  expect(translation.headingLevels).toEqual(readme.headingLevels);
  const blocks = ({ blocks }: Page): string[] => blocks.map(withoutTexts);
  expect(blocks(translation)).toEqual(blocks(readme));
});

test('the translation translates the labels of diagrams and the comments of commands', () => {
  const texts = ({ blocks }: Page): string[] =>
    blocks.flatMap(({ language, content }) => content.match(TRANSLATED[language] ?? NOTHING) ?? []);
  const untranslated = texts(translation).filter((text) => texts(readme).includes(text));
  expect(untranslated).toEqual(['"tasks.json"']);
});

test('the translation has the links of the README', () => {
  const links = (page: Page): string[] =>
    page.links
      .filter((link) => !link.startsWith('README'))
      .map(withoutAnchor)
      .sort();
  expect(links(translation)).toEqual(links(readme));
});

/** What is translated in a block: the labels of a diagram, and comments. */
const TRANSLATED: Partial<Record<string, RegExp>> = { mermaid: /"[^"]*"/g, sh: /# .*/g };
const NOTHING = /(?!)/g;

function withoutTexts({ language, content }: Block): string {
  return `${language}\n${content.replace(TRANSLATED[language] ?? NOTHING, '')}`;
}

function withoutAnchor(link: string): string {
  return link.replace(/#.*/, '');
}
