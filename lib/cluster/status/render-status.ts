import { count } from '../../output/count';
import type { Paint } from '../../paint';
import { escapeInvisible } from '../../validation/escape-invisible';
import { chainEntries, type Entry, type RenderOptions } from './chain-entries';
import { alignColumns } from './columns';
import { TASK_STATES, type ListStatus } from './list-status';
import { styleOfState, textOfState } from './state-texts';

const HEADER: Entry = { cells: ['TASK', 'RUN', 'STATE', 'SINCE', 'FOR'].map((text) => ({ text })), details: [] };

/** Renders the states of a list as lines: a tree for each chain, then what could not be read, then the totals. */
export function renderStatus({ chains, warnings, ...status }: ListStatus, options: RenderOptions): string[] {
  const { paint } = options;
  const entries = [HEADER, ...chains.flatMap((chain) => chainEntries(chain, options))];
  const rows = alignColumns(entries.map(({ cells }) => cells));
  return [
    ...entries.flatMap(({ details }, index) => [rows[index]!, ...details]),
    '',
    ...warnings.map((warning) => paint('yellow', `warning: ${escapeInvisible(warning)}`)),
    ...renderTotals(status, paint),
  ];
}

function renderTotals({ totals, namespace }: Pick<ListStatus, 'totals' | 'namespace'>, paint: Paint): string[] {
  const { chains, tasks, states, otherJobs = 0 } = totals;
  const counts = TASK_STATES.flatMap((state) => {
    const number = states[state];
    return number === undefined ? [] : [paint(styleOfState(state), `${number} ${textOfState(state)}`)];
  });
  return [
    `${count(tasks, 'task')} in ${count(chains, 'chain')}: ${counts.join(', ')}`,
    ...(otherJobs > 0 ? [`${count(otherJobs, 'Job')} of other tasks in the namespace ${namespace}`] : []),
  ];
}
