import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import MarkdownIt from 'markdown-it';

export const PACKAGE = resolve(__dirname, '../../..');

/** Folders without pages of this project. */
const IGNORED_FOLDERS = new Set(['.git', 'build', 'coverage', 'node_modules']);

/** A fenced code block. */
export interface Block {
  /** First word after the fence, such as `sh`. */
  readonly language: string;
  /** Further words after the fence, such as `invalid`. */
  readonly flags: readonly string[];
  readonly content: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

/** A Markdown file. */
export class Page {
  readonly blocks: readonly Block[];
  /** Levels of the headings, in order: 1 for `#`. */
  readonly headingLevels: readonly number[];
  /** Fragments that a link to the page may have. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links and images, in order. */
  readonly links: readonly string[];
  /** Contents of inline code. */
  readonly codes: readonly string[];

  /** @param path Path below the package, with `/`. */
  constructor(readonly path: string) {
    const tokens = new MarkdownIt({ html: true }).parse(readFileSync(join(PACKAGE, path), 'utf8'), {});
    const inline = tokens.flatMap(({ children }) => children ?? []);
    const headings = tokens.flatMap((token, index) =>
      token.type === 'heading_open'
        ? [{ level: Number(token.tag.slice(1)), text: textOf(tokens[index + 1]?.children ?? []) }]
        : [],
    );
    this.headingLevels = headings.map(({ level }) => level);
    const html = [...tokens, ...inline].filter(({ type }) => type.startsWith('html')).map(({ content }) => content);
    const ids = [...html.join('\n').matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
    this.anchors = new Set([...anchorsOf(headings.map(({ text }) => text)), ...ids]);
    this.links = inline.flatMap((token) => token.attrGet('href') ?? token.attrGet('src') ?? []);
    this.codes = inline.filter(({ type }) => type === 'code_inline').map(({ content }) => content);
    this.blocks = tokens
      .filter(({ type }) => type === 'fence')
      .map(({ info, content, map }) => {
        const [language = '', ...flags] = info.trim().split(/\s+/);
        return { language, flags, content, line: (map?.[0] ?? 0) + 1 };
      });
  }

  /** Returns the blocks of a language. */
  blocksIn(language: string): Block[] {
    return this.blocks.filter((block) => block.language === language);
  }

  /** Returns the blocks that come before `block`, the nearest first. */
  blocksBefore(block: Block): Block[] {
    return this.blocks.filter(({ line }) => line < block.line).reverse();
  }
}

/** Returns all Markdown files of the repository. */
export function allPages(): Page[] {
  return findMarkdown('').map((path) => new Page(path));
}

/** Returns the pages that people write: those at the top and in docs/, without the generated reference. */
function writtenPages(): Page[] {
  return allPages().filter(({ path }) => /^(docs\/)?[^/]+\.md$/.test(path));
}

/** Returns each block of a language with the page it is on, for `test.each`: `[place, block, page]`. */
export function blocksOf(language: string): [string, Block, Page][] {
  return writtenPages().flatMap((page) =>
    page.blocksIn(language).map((block): [string, Block, Page] => [`${page.path}:${block.line}`, block, page]),
  );
}

function findMarkdown(folder: string): string[] {
  return readdirSync(join(PACKAGE, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return IGNORED_FOLDERS.has(entry.name) ? [] : findMarkdown(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function textOf(children: readonly { type: string; content: string }[]): string {
  return children
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

/** Returns the anchors that GitHub gives to headings. */
function anchorsOf(headings: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number++) anchor = `${slug}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}
