import { parseTaskList, type TaskList } from '../../lib/task-list';
import { synthesize } from '../../main';

/** A good list, read from its JSON. */
export function listOf(json: unknown): TaskList {
  const { list, problems } = parseTaskList(JSON.stringify(json), 'tasks.json');
  if (!list) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return list;
}

/** The objects of a good list by the paths of their files. */
export function filesOf(json: unknown): Record<string, readonly object[]> {
  return Object.fromEntries([...synthesize(listOf(json))].map(({ path, objects }) => [path, objects]));
}
