import { findTasks } from '../../lib/cli/find-tasks';
import { listOf } from '../support/list';

const image = 'alpine:3';
const LIST = listOf([
  { taskId: 'build', repoUrl: 'https://example.com/a.git', image },
  { taskId: 'show', parentTaskId: 'build', image },
  { taskId: 'collect', repoUrl: 'https://example.com/a.git', image },
]);

test('tasks are found in the order of the IDs, with their chains', () => {
  const found = findTasks(LIST, ['show', 'collect', 'build']);
  expect(found.map(({ chain, task }) => [task.task.taskId, chain.root.task.taskId])).toEqual([
    ['show', 'build'],
    ['collect', 'collect'],
    ['build', 'build'],
  ]);
});

test.each([
  ['biuld', '"biuld" is not a task in this list; did you mean "build"?'],
  ['deploy', '"deploy" is not a task in this list; correct the ID'],
])('the ID %s is rejected', (id, message) => {
  expect(() => findTasks(LIST, ['build', id])).toThrow(message);
});
