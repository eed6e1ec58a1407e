import { DEFAULTS } from '../../constructs/defaults';
import type { Chain, ChainTask } from '../../task-list';

/** From this number of tasks on, each node is one line without the image, and nodes are closer together. */
const COMPACT_TASK_COUNT = 30;
/** A graph with a wider level is drawn from left to right: a wide graph is scaled down until nobody can read it. */
const MAX_LEVEL_WIDTH = 5;
/** A larger graph is not readable, and Mermaid refuses more than 500 edges. */
const MAX_TASK_COUNT = 200;

/** Renders the tasks of a chain as a Mermaid flowchart in a code block. Returns no block if there are too many tasks. */
export function renderChainGraph({ tasks }: Chain): string[] {
  if (tasks.length > MAX_TASK_COUNT) return [];
  const isCompact = tasks.length >= COMPACT_TASK_COUNT;
  const ids = new Map(tasks.map((task, index) => [task, `t${index}`]));
  const lines = tasks.map((task) => {
    const label = isCompact ? taskLabel(task, ' ') : `${taskLabel(task, '<br/>')}<br/>${imageLabel(task)}`;
    const node = `${ids.get(task)}["${label}"];`;
    return task.parent ? `  ${ids.get(task.parent)} --> ${node}` : `  ${node}`;
  });
  return [
    [
      '```mermaid',
      ...(isCompact ? ['%%{init: {"flowchart": {"nodeSpacing": 10, "padding": 5, "wrappingWidth": 600}}}%%'] : []),
      `flowchart ${maxLevelWidth(tasks) > MAX_LEVEL_WIDTH ? 'LR' : 'TD'}`,
      ...lines,
      '```',
    ].join('\n'),
  ];
}

function taskLabel({ task }: ChainTask, separator: string): string {
  return `<b>${escapeMermaid(task.taskId)}</b>${separator}run ${task.run ?? DEFAULTS.run}`;
}

/** Returns the image without its digest. The table shows the digest. */
function imageLabel({ task }: ChainTask): string {
  return escapeMermaid(task.image.replace(/@.*/, ''));
}

/** Replaces every character that Mermaid or HTML may interpret by Mermaid's entity for it. */
function escapeMermaid(text: string): string {
  return text.replace(/[^\w ./:-]/gu, (char) => `#${char.codePointAt(0)};`);
}

/** Returns how many tasks the level with the most tasks has. */
function maxLevelWidth(tasks: readonly ChainTask[]): number {
  const levels = new Map<ChainTask, number>();
  const widths: number[] = [];
  for (const task of tasks) {
    const level = task.parent ? levels.get(task.parent)! + 1 : 0;
    levels.set(task, level);
    widths[level] = (widths[level] ?? 0) + 1;
  }
  return Math.max(...widths);
}
