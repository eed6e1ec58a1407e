import { report } from '../../support/report';

/** Warnings are printed beside errors, unless they are about what an error leaves unknown. */

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };
const other = { ...child, taskId: 'c' };
const repository = { url: 'https://example.com/a.git' };
const onRepository = { taskId: 'a', repository: 'x', image: 'alpine:3' };
const selector = { disk: 'ssd' };

function warningsIn(list: unknown): string[] {
  const lines = report(list);
  expect(lines.filter((line) => !line.includes('warning: '))).not.toEqual([]);
  return lines.filter((line) => line.includes('warning: '));
}

test('warnings and errors are in the order of the file', () => {
  expect(report([{ ...root, image: 'alpine', run: 0, gitImage: 'git:latest' }])).toEqual([
    'tasks.json:5:14: warning: tasks[0].image (task "a"): "alpine" has no tag: a later run may get another image; use a fixed tag or a digest',
    'tasks.json:6:12: tasks[0].run (task "a"): 0 is not an integer from 1 to 999',
    'tasks.json:7:17: warning: tasks[0].gitImage (task "a"): "git:latest" has the tag latest: a later run may get another image; use a fixed tag or a digest',
  ]);
});

test('a value with an error has no warning', () => {
  expect(warningsIn([root, { ...child, gitImage: 'git' }])).toEqual([]);
});

test.each<[string, unknown, number]>([
  ['all sources are known', { repositories: { x: repository }, tasks: [{ ...root, run: 0 }] }, 1],
  ['a repository is misspelled', { repositories: { x: repository }, tasks: [{ ...onRepository, repository: 'y' }] }, 0],
  ['a repository is not valid', { repositories: { x: repository }, tasks: [{ ...onRepository, repository: 5 }] }, 0],
  ['a source is missing', { repositories: { x: repository }, tasks: [{ taskId: 'a', image: 'alpine:3' }] }, 0],
  [
    'a source has another name',
    { repositories: { x: repository }, tasks: [{ taskId: 'a', image: 'alpine:3', repo: 'x' }] },
    0,
  ],
  ['a task is not an object', { repositories: { x: repository }, tasks: [root, 'x'] }, 0],
])('a repository is not used, and %s', (_name, list, count) => {
  expect(warningsIn(list).filter((line) => line.includes('is not used by any task'))).toHaveLength(count);
});

test.each<[string, object[], number]>([
  ['an error elsewhere', [{ ...root, run: 0 }, child, { ...other, nodeSelector: selector }], 1],
  [
    'an access mode that is not valid',
    [{ ...root, pvcAccessMode: 'RWX' }, child, { ...other, nodeSelector: selector }],
    0,
  ],
  ['a selector that is not valid', [root, child, { ...other, nodeSelector: { disk: 5 } }], 0],
  [
    'another selector that is not valid',
    [root, { ...child, nodeSelector: { disk: 5 } }, { ...other, nodeSelector: selector }],
    0,
  ],
  ['an unknown parent', [root, child, { ...other, parentTaskId: 'x', nodeSelector: selector }], 0],
  [
    'parents that do not exist',
    [root, { ...child, parentTaskId: 'x' }, { ...other, parentTaskId: 'y', nodeSelector: selector }],
    0,
  ],
  ['an ID that is used twice', [root, child, { ...child, nodeSelector: selector }], 0],
  ['an ID that is not valid', [root, child, { ...other, taskId: 'a b', nodeSelector: selector }], 0],
  ['a claim that is not valid', [{ ...root, existingClaim: 'A' }, child, { ...other, nodeSelector: selector }], 0],
  ['an unknown repository', [{ ...onRepository, repository: 'y' }, child, { ...other, nodeSelector: selector }], 0],
])('siblings that select other nodes, with %s', (_name, tasks, count) => {
  expect(warningsIn(tasks).filter((line) => line.includes('selects other nodes'))).toHaveLength(count);
});

test('a selector of defaults that is not valid', () => {
  const tasks = [root, child, { ...other, nodeSelector: selector }];
  expect(warningsIn({ defaults: { nodeSelector: 'x' }, tasks })).toEqual([]);
});

test.each<[string, object[], number]>([
  ['an error elsewhere', [{ ...root, pvcAccessMode: 'ReadWriteOncePod', run: 0 }, child, other], 1],
  ['an ID that is used twice', [{ ...root, pvcAccessMode: 'ReadWriteOncePod' }, child, child], 0],
  ['a missing ID', [{ ...root, pvcAccessMode: 'ReadWriteOncePod' }, child, { ...other, taskId: undefined }], 0],
])('tasks that wait for each other, with %s', (_name, tasks, count) => {
  expect(warningsIn(tasks).filter((line) => line.includes('will wait for each other'))).toHaveLength(count);
});
