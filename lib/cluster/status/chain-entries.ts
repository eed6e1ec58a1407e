import { count } from '../../output/count';
import type { Paint } from '../../paint';
import { escapeInvisible } from '../../validation/escape-invisible';
import type { Cell } from './columns';
import { describeApplication } from './describe-application';
import { foldChain, type FoldedChain } from './fold-chain';
import { formatDuration, formatTime } from './format-time';
import type { ChainStatus, TaskState, TaskStatus } from './list-status';
import { describeState, styleOfState, textOfState } from './state-texts';
import { drawTree } from './task-tree';
import { wrapText } from './wrap-text';

export interface RenderOptions {
  readonly paint: Paint;
  readonly now: Date;
  /** Width of the terminal. @default - lines are not wrapped */
  readonly columns?: number;
}

/** A task or a folded chain: the cells of its row, and further lines below it. */
export interface Entry {
  readonly cells: readonly Cell[];
  readonly details: readonly string[];
}

/** Returns the tasks of a chain as a tree, or the chain as one entry if that says as much. */
export function chainEntries(chain: ChainStatus, options: RenderOptions): Entry[] {
  const folded = foldChain(chain);
  const application = describeApplication(chain.application);
  if (folded) return [{ cells: foldedCells(folded, options), details: renderDetails('  ', application, options) }];
  return drawTree(chain.tasks).map(({ task, branch, guide }, index) => {
    const texts = [...(index === 0 ? application : []), ...explanation(task)];
    return { cells: taskCells(branch, task, options), details: renderDetails(guide, texts, options) };
  });
}

function foldedCells(chain: FoldedChain, options: RenderOptions): Cell[] {
  const text = `${textOfState(chain.state)}, ${count(chain.taskCount, 'task')}`;
  return [{ text: chain.taskId }, { text: '' }, stateCell(chain.state, text, options), ...timeCells(chain, options)];
}

function taskCells(branch: string, task: TaskStatus, options: RenderOptions): Cell[] {
  return [
    { text: branch + task.taskId },
    { text: String(task.run) },
    stateCell(task.state, describeState(task), options),
    ...timeCells(task, options),
  ];
}

function stateCell(state: TaskState, text: string, { paint }: RenderOptions): Cell {
  return { text, paint: (padded) => paint(styleOfState(state), padded) };
}

interface Period {
  readonly since?: string;
  readonly seconds?: number;
}

function timeCells({ since, seconds }: Period, { now }: RenderOptions): Cell[] {
  return [
    { text: since === undefined ? '' : formatTime(new Date(since), now) },
    { text: seconds === undefined ? '' : formatDuration(seconds) },
  ];
}

function explanation({ reason, remedy }: TaskStatus): string[] {
  return [...(reason === undefined ? [] : [reason]), ...(remedy === undefined ? [] : [`→ ${remedy}`])];
}

/** Renders texts below a task, with the lines of the tree at the beginning of each line. */
function renderDetails(guide: string, texts: readonly string[], { columns = Infinity }: RenderOptions): string[] {
  const lines = texts.flatMap((text) => wrapText(escapeInvisible(text), columns - guide.length));
  return lines.map((line) => guide + line);
}
