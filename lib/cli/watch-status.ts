import { setTimeout } from 'node:timers/promises';
import {
  foldChain,
  readAndWatch,
  renderChanges,
  renderStatus,
  StatusReader,
  type ListStatus,
  type RenderOptions,
  type Selection,
} from '../cluster';
import { count } from '../output/count';
import type { TaskList } from '../task-list';
import { exitOnSignals } from './exit-on-signals';
import { printPainted, printToStderr } from './print';
import { renderOptions } from './render-options';

const PERIOD_MILLISECONDS = 1000;

/** Prints a status. `previous` is the one that was printed before. */
type Show = (status: ListStatus, now: Date, previous?: ListStatus) => void;

/**
 * Prints the states of tasks until a signal ends the process.
 *
 * @throws {UserError} if the cluster does not answer or does not list the Jobs
 */
export async function watchStatus(list: TaskList, selection: Selection): Promise<void> {
  const watches = new AbortController();
  const isTerminal = process.stdout.isTTY;
  const screen = isTerminal ? await openScreen() : undefined;
  watches.signal.addEventListener('abort', () => screen?.close());
  exitOnSignals(watches);
  let failure: string | undefined;
  const read = readAndWatch({
    signal: watches.signal,
    onChange: () => (failure = undefined),
    onFailure: (reason) => {
      if (!isTerminal && reason !== failure) printToStderr(`cluster: ${reason}`);
      failure = reason;
    },
  });
  const reader = await StatusReader.connect(list, read);
  const show = screen?.show ?? showChanges;
  let previous: ListStatus | undefined;
  const update = async (): Promise<void> => {
    const now = new Date();
    const status = await reader.read(selection, now.getTime());
    show(failure === undefined ? status : { ...status, warnings: [...status.warnings, failure] }, now, previous);
    previous = status;
  };
  for (;;) {
    await update();
    await setTimeout(PERIOD_MILLISECONDS);
  }
}

const showChanges: Show = (status, now, previous) => {
  const options = renderOptions(now);
  const lines = previous ? renderChanges(previous, status, options) : renderStatus(status, options);
  if (lines.length > 0) printPainted(lines);
};

/** Returns functions that print each status over the previous one on a terminal. */
async function openScreen(): Promise<{ show: Show; close: () => void }> {
  // An ES module, so it cannot be loaded with require.
  const { default: logUpdate } = await import('log-update');
  const show: Show = (status, now) => {
    const options = renderOptions(now);
    const lines = renderStatus(status, options);
    const fits = lines.length < process.stdout.rows;
    logUpdate((fits ? lines : renderShort(status, options)).join('\n'));
  };
  return { show, close: () => logUpdate.done() };
}

/** Renders a status without the complete chains. */
function renderShort(status: ListStatus, options: RenderOptions): string[] {
  const chains = status.chains.filter((chain) => foldChain(chain)?.state !== 'complete');
  const hiddenCount = status.chains.length - chains.length;
  return [...renderStatus({ ...status, chains }, options), `${count(hiddenCount, 'complete chain')} not shown`];
}
