import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonSchema } from '../lib/task-list/schema/json-schema';

writeFileSync(resolve(__dirname, '..', 'tasks.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
