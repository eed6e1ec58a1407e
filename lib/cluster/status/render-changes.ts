import { escapeInvisible } from '../../validation/escape-invisible';
import { formatTime } from './format-time';
import type { ListStatus, TaskStatus } from './list-status';
import type { RenderOptions } from './chain-entries';
import { describeState, styleOfState } from './state-texts';

/** Renders the tasks whose state or reason has changed, as one line each. */
export function renderChanges(before: ListStatus, after: ListStatus, { paint, now }: RenderOptions): string[] {
  const old = new Map(tasksOf(before).map((task) => [task.taskId, describeTask(task)]));
  return tasksOf(after).flatMap((task) => {
    const text = describeTask(task);
    if (text === old.get(task.taskId)) return [];
    return [`${formatTime(now, now)} ${task.taskId}: ${paint(styleOfState(task.state), text)}`];
  });
}

function tasksOf({ chains }: ListStatus): TaskStatus[] {
  return chains.flatMap(({ tasks }) => tasks);
}

function describeTask(task: TaskStatus): string {
  return escapeInvisible([describeState(task), task.reason, task.remedy].filter(Boolean).join('; '));
}
