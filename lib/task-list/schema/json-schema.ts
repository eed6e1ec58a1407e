import * as z from 'zod/mini';
import { OPTIONS_WITHOUT_PUSH, ROOT_OPTIONS } from '../../constructs/options/task-kinds';
import { fieldsOfKind, type Kind } from './fields-of-kind';
import { TaskListFile } from './schema';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Returns the JSON schema of `tasks.json`, for editors. It checks as much as JSON Schema can express. */
export function jsonSchema(): JsonSchema {
  const { $schema, definitions, ...list } = z.toJSONSchema(TaskListFile, { io: 'input', target: 'draft-7' });
  const { Task: task } = definitions as Record<string, JsonSchema>;
  return {
    $schema,
    title: 'Tasks on git repositories',
    if: { type: 'array' },
    then: list.properties?.tasks,
    else: list,
    definitions: { ...(definitions as object), Task: { ...task, ...fieldsByKind() } },
  };
}

/** Which fields a task may have depends on its kind. */
function fieldsByKind(): JsonSchema {
  return {
    if: { required: ['parentTaskId'] },
    then: {
      if: { required: ['push'] },
      then: without([...forbidden('push'), ...OPTIONS_WITHOUT_PUSH]),
      else: without(forbidden('child')),
    },
    else: {
      ...without(['inputs', 'push']),
      oneOf: [{ required: ['repoUrl'] }, { required: ['repository'] }],
      if: { required: ['repository'] },
      then: without(forbidden('rootOnRepository')),
      else: {
        if: { required: ['existingClaim'] },
        then: without(forbidden('rootOnExistingClaim')),
        else: {
          if: { required: ['ephemeral'] },
          then: without(forbidden('ephemeralRoot')),
        },
      },
    },
  };
}

/** `oneOf` already forbids `repoUrl` beside `repository`. */
function forbidden(kind: Kind): string[] {
  return [...ROOT_OPTIONS, 'existingClaim'].filter((name) => name !== 'repoUrl' && !fieldsOfKind(kind).has(name));
}

function without(fields: readonly string[]): JsonSchema {
  return { properties: Object.fromEntries(fields.map((field) => [field, false])) };
}
