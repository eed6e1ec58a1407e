import { loadAll } from 'js-yaml';
import { parseTaskList } from '../../lib/task-list';
import { filesOf } from '../support/list';
import { blocksOf, type Block, type Page } from './support/page';

const RENDERED_KINDS = ['ApplicationSet', 'ConfigMap', 'Job', 'PersistentVolumeClaim'];

interface KubernetesObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

const lists = blocksOf('json');

test.each(lists.filter(([, { flags }]) => flags.length === 0))(
  'the list at %s has no problems',
  (place, { content }) => {
    expect(parseTaskList(content, place).problems).toEqual([]);
  },
);

test.each(lists.filter(([, { flags }]) => flags.includes('invalid')))('the list at %s is invalid', (place, block) => {
  expect(parseTaskList(block.content, place).list).toBeUndefined();
});

test.each(blocksOf('yaml'))('the YAML at %s is what the list before it renders', (_, block, page) => {
  for (const excerpt of loadAll(block.content) as KubernetesObject[]) {
    expect(excerpt).toBeInstanceOf(Object);
    if (RENDERED_KINDS.includes(excerpt.kind ?? '')) {
      expect(project(render(page, block, excerpt), excerpt)).toEqual(excerpt);
    }
  }
});

/** Returns the object that the nearest list before `block` renders, by the kind and name of `excerpt`. */
function render(page: Page, block: Block, excerpt: KubernetesObject): unknown {
  const list = page.blocksBefore(block).find(({ language }) => language === 'json');
  const objects = Object.values(filesOf(JSON.parse(list?.content ?? 'null'))).flat() as KubernetesObject[];
  return objects.find(({ kind, metadata }) => kind === excerpt.kind && metadata?.name === excerpt.metadata?.name);
}

/** Returns those fields of `whole` that `excerpt` has too. Items of arrays belong together by `name`, else by index. */
function project(whole: unknown, excerpt: unknown): unknown {
  if (Array.isArray(whole) && Array.isArray(excerpt)) {
    return excerpt.map((part: unknown, index) => {
      const name = (part as { name?: string }).name;
      return project(
        name === undefined ? whole[index] : whole.find((item: { name?: string }) => item.name === name),
        part,
      );
    });
  }
  if (!isRecord(whole) || !isRecord(excerpt)) return whole;
  return Object.fromEntries(Object.entries(excerpt).map(([key, part]) => [key, project(whole[key], part)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test('an excerpt with another value or another item differs', () => {
  const whole = { items: [{ name: 'a', size: 1 }, { name: 'b' }], other: true };
  expect(project(whole, { items: [{ name: 'b' }] })).toEqual({ items: [{ name: 'b' }] });
  expect(project(whole, { items: [{ name: 'a', size: 2 }] })).not.toEqual({ items: [{ name: 'a', size: 2 }] });
  expect(project(whole, { items: [{ name: 'c' }] })).not.toEqual({ items: [{ name: 'c' }] });
});
