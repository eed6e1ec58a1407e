import { DEFAULTS } from '../../constructs/defaults';
import type { Chain, ChainTask } from '../../task-list';

/** A graph of so many tasks has no room for images: its nodes are one line each, and close together. */
const MANY_TASKS = 30;
/** So many siblings stand below each other: a graph wider than its page is shown too small to read. */
const MANY_SIBLINGS = 6;
/** Nobody reads a graph of more tasks, and Mermaid draws none of more than 500. */
const MOST_TASKS = 200;

/** The chain's tasks as a Mermaid flowchart: one block of code, or none where nobody could read it. */
export function chainGraph({ tasks }: Chain): string[] {
  if (tasks.length > MOST_TASKS) return [];
  const isLarge = tasks.length >= MANY_TASKS;
  const ids = new Map(tasks.map((task, index) => [task, `t${index}`]));
  const lines = tasks.map((task) => {
    const node = `${ids.get(task)}["${isLarge ? name(task, ' ') : `${name(task, '<br/>')}<br/>${image(task)}`}"];`;
    return task.parent ? `  ${ids.get(task.parent)} --> ${node}` : `  ${node}`;
  });
  return [
    [
      '```mermaid',
      ...(isLarge ? ['%%{init: {"flowchart": {"nodeSpacing": 10, "padding": 5, "wrappingWidth": 600}}}%%'] : []),
      `flowchart ${widestLevel(tasks) < MANY_SIBLINGS ? 'TD' : 'LR'}`,
      ...lines,
      '```',
    ].join('\n'),
  ];
}

function name({ task }: ChainTask, separator: string): string {
  return `<b>${escape(task.taskId)}</b>${separator}run ${task.run ?? DEFAULTS.run}`;
}

/** The image without its digest, which the table shows. */
function image({ task }: ChainTask): string {
  return escape(task.image.replace(/@.*/, ''));
}

/** Text as Mermaid shows it, with its own entities for whatever it or HTML might take for more than text. */
function escape(text: string): string {
  return text.replace(/[^\w ./:-]/gu, (char) => `#${char.codePointAt(0)};`);
}

function widestLevel(tasks: readonly ChainTask[]): number {
  const depths = new Map<ChainTask, number>();
  const widths: number[] = [];
  for (const task of tasks) {
    const depth = task.parent ? depths.get(task.parent)! + 1 : 0;
    depths.set(task, depth);
    widths[depth] = (widths[depth] ?? 0) + 1;
  }
  return Math.max(...widths);
}
