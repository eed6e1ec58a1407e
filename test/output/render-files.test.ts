import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Yaml } from 'cdk8s';
import { synthesize } from '../../main';
import { parseTaskList } from '../../lib/task-list';
import { listOf } from '../support/list';
import { writeFiles } from '../support/write-files';

const PACKAGE = resolve(__dirname, '../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dist-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function writeList(json: unknown): void {
  const list = listOf(json);
  writeFiles(folder, list, synthesize(list));
}

/** Reads all files below a folder, by path. */
function readAll(below: string): Record<string, string> {
  const paths = (readdirSync(below, { recursive: true }) as string[]).filter((path) =>
    statSync(join(below, path)).isFile(),
  );
  return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(below, path), 'utf8')]));
}

test('the committed dist/ is rendered from the example list', () => {
  const { list } = parseTaskList(readFileSync(join(PACKAGE, 'tasks.json'), 'utf8'), 'tasks.json');
  writeFiles(folder, list!, synthesize(list!));
  expect(readAll(folder)).toEqual(readAll(join(PACKAGE, 'dist')));
});

test('cdk8s reads the objects back', () => {
  const list = listOf(JSON.parse(readFileSync(join(PACKAGE, 'tasks.json'), 'utf8')));
  writeFiles(folder, list, synthesize(list));
  for (const { path, objects } of synthesize(list)) {
    expect(Yaml.load(join(folder, path))).toEqual(JSON.parse(JSON.stringify(objects)));
  }
});

test('a folder has only manifests and a README, so that Argo CD reads it as plain manifests', () => {
  const image = 'alpine:3.22';
  const root = { taskId: 'a', repoUrl: 'https://example.com/app.git', image };
  writeList([root, { taskId: 'B', parentTaskId: 'a', image }]);
  expect(Object.keys(readAll(folder)).filter((path) => !path.endsWith('.k8s.yaml'))).toEqual([
    'README.md',
    'tasks/a/README.md',
    'workspace/README.md',
  ]);
});

test('a change of one task changes its file and the README of its chain, and no other file', () => {
  const write = (image: string): Record<string, string> => {
    rmSync(folder, { recursive: true, force: true });
    const repoUrl = 'https://example.com/app.git';
    writeList([
      { taskId: 'a', repoUrl, image: 'alpine:1' },
      { taskId: 'b', parentTaskId: 'a', image },
      { taskId: 'c', parentTaskId: 'b', image: 'alpine:1' },
      { taskId: 'other', repoUrl, image: 'alpine:1' },
    ]);
    return readAll(folder);
  };
  const [before, after] = [write('alpine:1'), write('alpine:2')];
  expect(Object.keys(after).filter((path) => before[path] !== after[path])).toEqual([
    'tasks/a/README.md',
    'tasks/a/b.k8s.yaml',
  ]);
});
