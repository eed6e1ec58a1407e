import { toTaskList, type TaskList } from './chains';
import { readEntries } from './entries';
import { readText, shownName } from './parse/read-file';
import { parseJson } from './parse/json';
import { isObject } from './merge';
import type { Finding, Mistake, Path } from './problem';
import { linkTasks } from './nodes';
import { Positions } from './parse/positions';
import { checkRules } from './rules';
import { checkShape } from './schema/validate-shape';
import { showValue } from '../validation/format-value';
import { showPath } from './format-path';
import { findWarnings } from './rules/warnings';

export type { Chain, ChainTask, Repository, Task, TaskList } from './chains';
export type { Mistake } from './problem';
export type { ArgoCd, Defaults, RepositoryFields, TaskFields } from './schema/schema';

/** What was read. */
export interface Reading {
  /** None where there are mistakes. */
  readonly list?: TaskList;
  /** By position. */
  readonly mistakes: readonly Mistake[];
  /** By position. They are looked for where there are no mistakes. */
  readonly warnings: readonly Mistake[];
}

/** Reads the list in a file and finds all its mistakes; throws for none of them. */
export function readTaskList(file: string): Reading {
  const name = shownName(file);
  const read = readText(file);
  return 'text' in read
    ? parseTaskList(read.text, name)
    : { mistakes: [{ file: name, text: read.problem }], warnings: [] };
}

/** Reads the list in a text, as `readTaskList` does; mistakes name it `file`. */
export function parseTaskList(text: string, file: string): Reading {
  const { value, mistakes: lost } = parseJson(text);
  const bare = Array.isArray(value);
  const lostKeys = lost.map(({ path, ...mistake }): Mistake => ({
    file,
    ...mistake,
    path: path && showPath(bare ? ['tasks', ...path] : path),
  }));
  if (value === undefined) return { mistakes: lostKeys, warnings: [] };
  const list = bare ? { tasks: value } : value;
  if (!isObject(list)) {
    const mistake = `${showValue(list)} is no list of tasks: neither a list nor an object with "tasks"`;
    return { mistakes: [{ file, line: 1, column: 1, text: mistake }], warnings: [] };
  }

  const shape = checkShape(list);
  const entries = readEntries(list, shape);
  const { nodes, findings } = linkTasks(entries);
  const mistakes = [...lostKeys, ...locate([...shape, ...findings, ...checkRules(entries, nodes)], text, file, bare)];
  if (mistakes.length > 0) return { mistakes: mistakes.sort(byPosition), warnings: [] };
  return {
    list: toTaskList(entries, nodes),
    mistakes: [],
    warnings: locate(findWarnings(entries, nodes), text, file, bare).sort(byPosition),
  };
}

/** Gives findings their places in the file. */
function locate(findings: readonly Finding[], text: string, file: string, bare: boolean): Mistake[] {
  if (findings.length === 0) return [];
  const inText = (path: Path): Path => (bare ? path.slice(1) : path);
  const positions = new Positions(
    text,
    findings.flatMap(({ path, also }) => (also ? [inText(path), inText(also)] : [inText(path)])),
  );
  const mistakes = findings.map(({ path, atKey, also, text: what }): Mistake => {
    const other = also && positions.of(inText(also));
    return {
      file,
      ...positions.of(inText(path), atKey),
      path: showPath(path),
      text: other ? `${what}: see line ${other.line}, column ${other.column}` : what,
    };
  });
  return [...new Map(mistakes.map((mistake) => [JSON.stringify(mistake), mistake])).values()];
}

function byPosition(a: Mistake, b: Mistake): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
