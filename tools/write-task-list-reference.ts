import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { jsonSchema } from '../lib/task-list/schema/json-schema';
import { taskListReference, type Schema } from './task-list-reference';

const FOLDER = resolve(__dirname, '..', 'docs', 'reference');

mkdirSync(FOLDER, { recursive: true });
writeFileSync(resolve(FOLDER, 'task-list.md'), taskListReference(jsonSchema() as Schema));
