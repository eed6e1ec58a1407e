import { APP_PACKAGE } from './app-package';
import type { AppFile } from './app-files';
import { EXAMPLE_TASK, formatJson, type NewList, type TaskEntry } from './list-text';

/** Returns what to add to a file of the user, which was kept, or `undefined` if nothing is needed. */
export function findMissingParts(
  { path, isInRepository, text }: AppFile,
  kept: string,
  list: NewList,
): string | undefined {
  if (kept === text) return undefined;
  if (isInRepository)
    return `To get the jobs of this app, rename your file, run this command again, and merge the two files.`;
  switch (path) {
    case 'package.json':
      return addJson(missingPackageParts(parseObject(kept)));
    case 'tasks.json':
      return addJson(missingListParts(parseObject(kept), list));
    case '.gitignore':
    case '.gitattributes':
      return addLines(missingLines(text, kept));
    case '.vscode/settings.json':
      return kept.includes('cdk8s-git-repo-tasks/tasks.schema.json') ? undefined : `Add to it:\n${text.trimEnd()}`;
    case 'tsconfig.json':
      return 'It must compile main.ts and main.test.ts with "module": "node16" and "types": ["node", "jest"].';
    default:
      return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Returns the object that a text is in JSON. An array of tasks counts as a list. Another text is like an empty object. */
function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { tasks: value };
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

function missingPackageParts(kept: Json): Json {
  const { scripts, dependencies, devDependencies, jest } = APP_PACKAGE;
  const installed = {
    ...(kept.dependencies as Json),
    ...(kept.devDependencies as Json),
    ...(kept.peerDependencies as Json),
  };
  const keptScripts = (kept.scripts ?? {}) as Json;
  const parts = {
    scripts: omit(scripts, (name) => (name === 'test' ? name in keptScripts : keptScripts[name] === scripts[name])),
    dependencies: omit(dependencies, (name) => name in installed),
    devDependencies: omit(devDependencies, (name) => name in installed),
    jest: 'jest' in kept ? {} : jest,
  };
  return omit(parts, (name) => Object.keys(parts[name]).length === 0);
}

function missingListParts(kept: Json, { namespace, argoCd, tasks }: NewList): Json {
  const keptIds = (Array.isArray(kept.tasks) ? (kept.tasks as TaskEntry[]) : []).map(({ taskId }) => taskId);
  const missing = tasks.filter((task) => task !== EXAMPLE_TASK && !keptIds.includes(task.taskId));
  return {
    ...(namespace !== undefined && !('namespace' in kept) && { namespace }),
    ...(argoCd && !('argoCd' in kept) && { argoCd }),
    ...(missing.length > 0 && { tasks: missing }),
  };
}

function omit<T extends object>(object: T, isOmitted: (name: keyof T & string) => boolean): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => !isOmitted(name as keyof T & string)),
  ) as Partial<T>;
}

function missingLines(text: string, kept: string): string[] {
  const keptLines = new Set(kept.split('\n').map((line) => line.trim()));
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !keptLines.has(line));
}

function addJson(parts: Json): string | undefined {
  return Object.keys(parts).length === 0 ? undefined : `Add to it:\n${formatJson(parts)}`;
}

function addLines(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : `Add to it:\n${lines.join('\n')}`;
}
