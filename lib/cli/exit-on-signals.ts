import { printToStderr } from './print';
import { signalExitCode } from './signal-exit-code';

/** On Ctrl-C and SIGTERM, ends watches, prints a message and exits. */
export function exitOnSignals(watches: AbortController, message?: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      watches.abort();
      if (message !== undefined) printToStderr(message);
      process.exit(signalExitCode(signal));
    });
  }
}
