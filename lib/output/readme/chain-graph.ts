import { DEFAULTS } from '../../constructs/defaults';
import type { Chain, ChainTask } from '../../task-list';

/** From this number of tasks on, each node is one line without the image, and nodes are closer together. */
const COMPACT_TASK_COUNT = 30;
/** A graph with a wider level is drawn from left to right: a wide graph is scaled down until nobody can read it. */
const MAX_LEVEL_WIDTH = 5;
/** A larger graph is not readable. */
const MAX_TASK_COUNT = 200;
/** Mermaid refuses more edges. */
const MAX_EDGE_COUNT = 500;

/**
 * Renders the tasks of a chain as a Mermaid flowchart in a code block, with dotted lines for inputs. Returns no block if
 * there are too many tasks or lines.
 */
export function renderChainGraph({ tasks }: Chain): string[] {
  const inputCount = tasks.reduce((sum, { inputs }) => sum + inputs.length, 0);
  if (tasks.length > MAX_TASK_COUNT || tasks.length - 1 + inputCount > MAX_EDGE_COUNT) return [];
  const isCompact = tasks.length >= COMPACT_TASK_COUNT;
  const ids = new Map(tasks.map((task, index) => [task, `t${index}`]));
  const lines = tasks.flatMap((task) => {
    const label = isCompact ? taskLabel(task, ' ') : `${taskLabel(task, '<br/>')}<br/>${imageLabel(task)}`;
    const id = ids.get(task);
    const node = `${id}["${label}"];`;
    return [
      task.parent ? `  ${ids.get(task.parent)} --> ${node}` : `  ${node}`,
      ...task.inputs.map((input) => `  ${ids.get(input)} -.-> ${id};`),
    ];
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
  const run = `run ${task.run ?? DEFAULTS.run}${task.allowFailure ? ', may fail' : ''}`;
  return `<b>${escapeMermaid(task.taskId)}</b>${separator}${run}`;
}

/** Returns the branch that a task pushes to, or its image without the digest. The table shows the digest. */
function imageLabel({ task }: ChainTask): string {
  if (task.push) return `push to ${escapeMermaid(task.push.branch)}`;
  return escapeMermaid(task.image.replace(/@.*/, ''));
}

/** Replaces every character that Mermaid or HTML may interpret by Mermaid's entity for it. */
function escapeMermaid(text: string): string {
  return text.replace(/[^\w ./:-]/gu, (char) => `#${char.codePointAt(0)};`);
}

/** Returns how many tasks the level with the most tasks has. */
function maxLevelWidth(tasks: readonly ChainTask[]): number {
  const widths: number[] = [];
  for (const { wave } of tasks) widths[wave] = (widths[wave] ?? 0) + 1;
  return Math.max(...widths);
}
