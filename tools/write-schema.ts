import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { statusJsonSchema } from '../lib/cluster/status/list-status';
import { treesJsonSchema } from '../lib/cluster/trees/trees-output';
import { jsonSchema } from '../lib/task-list/schema/json-schema';

function write(path: string, schema: object): void {
  writeFileSync(resolve(__dirname, '..', path), `${JSON.stringify(schema, null, 2)}\n`);
}

write('tasks.schema.json', jsonSchema());
write('docs/reference/status.schema.json', statusJsonSchema());
write('docs/reference/trees.schema.json', treesJsonSchema());
