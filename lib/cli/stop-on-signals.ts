import { UserError } from '../user-error';
import { signalExitCode } from './signal-exit-code';

/** Returns a signal that Ctrl-C, SIGTERM and the end of the terminal abort. The process goes on, to delete its pod. */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () =>
      controller.abort(new UserError(`stopped by ${signal}; the pod is deleted`, signalExitCode(signal))),
    );
  }
  // When the terminal is closed, printing fails.
  process.stderr.on('error', () => undefined);
  return controller.signal;
}
