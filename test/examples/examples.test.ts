import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTaskList } from '../../lib/task-list';
import { synthesize } from '../../main';
import { PACKAGE } from '../docs/support/page';

const EXAMPLES = join(PACKAGE, 'examples');

test.each(readdirSync(EXAMPLES))('%s has no problems and renders a Job for each task', (file) => {
  const { list, problems } = parseTaskList(readFileSync(join(EXAMPLES, file), 'utf8'), file);
  expect(problems).toEqual([]);
  const objects = [...synthesize(list!)].flatMap(({ objects: all }) => all as { kind: string }[]);
  const tasks = list!.chains.flatMap(({ tasks: all }) => all);
  expect(objects.filter(({ kind }) => kind === 'Job')).toHaveLength(tasks.length);
});
