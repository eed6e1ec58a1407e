import { constants } from 'node:os';

/** Returns the exit code of a command that a signal stopped, as a shell reports it: 130 for `SIGINT`. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
