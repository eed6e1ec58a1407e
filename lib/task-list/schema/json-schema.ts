import * as z from 'zod/mini';
import { FIELDS, TaskListFile } from './schema';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema of `tasks.json`, for editors: as much of what is checked as JSON Schema can say. */
export function jsonSchema(): JsonSchema {
  const { $schema, definitions, ...list } = z.toJSONSchema(TaskListFile, { io: 'input', target: 'draft-7' });
  const { Task: tasks } = definitions as Record<string, JsonSchema>;
  return {
    $schema,
    title: 'Tasks on git repositories',
    if: { type: 'array' },
    then: list.properties?.tasks,
    else: list,
    definitions: { ...(definitions as object), Task: { ...tasks, ...kinds() } },
  };
}

/** Which fields a task may have follows from what it works on. */
function kinds(): JsonSchema {
  return {
    if: { required: ['parentTaskId'] },
    then: without([...FIELDS.ofRoots]),
    else: {
      oneOf: [{ required: ['repoUrl'] }, { required: ['repository'] }],
      if: { required: ['repository'] },
      then: without([...FIELDS.ofRoots].filter((field) => field !== 'ref')),
      else: {
        if: { required: ['existingClaim'] },
        then: without(['pvcStorageSize', 'pvcStorageClass', 'keepClaim']),
      },
    },
  };
}

function without(fields: readonly string[]): JsonSchema {
  return { properties: Object.fromEntries(fields.map((field) => [field, false])) };
}
