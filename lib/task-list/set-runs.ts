import { applyEdits, findNodeAtLocation, parseTree, type Edit, type Node } from 'jsonc-parser';

/**
 * Returns the text of a list with other runs, and changes nothing else in it.
 *
 * @param text A list without errors.
 * @param runs The new values of `run`, by task ID.
 */
export function setRuns(text: string, runs: ReadonlyMap<string, number>): string {
  const root = parseTree(text)!;
  const tasks = root.type === 'array' ? root : findNodeAtLocation(root, ['tasks'])!;
  const edits = tasks.children!.flatMap((task) => {
    const id = findNodeAtLocation(task, ['taskId'])!;
    const run = runs.get(id.value as string);
    return run === undefined ? [] : [editRun(text, id.parent!, run)];
  });
  return applyEdits(text, edits);
}

/**
 * Returns the edit that sets `run` of the task of a property `taskId`. A new field comes after that property, with the white
 * space of the next one: jsonc-parser's `modify` would spread a task in one line over several lines.
 */
function editRun(text: string, idProperty: Node, run: number): Edit {
  const task = idProperty.parent!;
  const existing = findNodeAtLocation(task, ['run']);
  if (existing) return { offset: existing.offset, length: existing.length, content: String(run) };
  const [key, value] = idProperty.children!;
  const colon = text.slice(endOf(key!), value!.offset);
  const content = `,${spaceAround(text, task, idProperty)}"run"${colon}${run}`;
  return { offset: endOf(idProperty), length: 0, content };
}

/** Returns the white space after a property and its comma. The last property has none: then that before it. */
function spaceAround(text: string, { offset, children = [] }: Node, property: Node): string {
  const index = children.indexOf(property);
  const next = children[index + 1];
  const previous = children[index - 1];
  const between = next
    ? text.slice(endOf(property), next.offset)
    : text.slice(previous ? endOf(previous) : offset + 1, property.offset);
  return between.replace(/^\s*,/, '');
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}
