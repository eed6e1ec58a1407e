import { cpSync } from 'node:fs';
import { writeDist, type Synthesize } from '../output';
import { displayFolder } from '../output/check-folder';
import { countTasks } from '../output/count';
import type { TaskList } from '../task-list';
import { UserError } from '../user-error';
import type { ListOptions } from './list-options';
import { print } from './print';
import { signalExitCode } from './signal-exit-code';

/**
 * The output folder in cdk8s.yaml. cdk8s-cli deletes its output folder before it starts the app, even if the list has
 * errors. So cdk8s-cli gets a copy in this folder, and the manifests have a folder of their own.
 */
const CDK8S_FOLDER = '.cdk8s';

interface RenderOptions extends ListOptions {
  /** Whether to replace a folder that was not written from this list. */
  readonly replace?: boolean;
  readonly synthesize: Synthesize;
}

/**
 * Renders a list and replaces the folder of its manifests.
 *
 * @throws {UserError} if the folder was not written from this list, or a signal stops the process
 */
export async function renderList(list: TaskList, { file, output, replace, synthesize }: RenderOptions): Promise<void> {
  // cdk8s-cli sets the variable for its app.
  const { CDK8S_OUTDIR } = process.env;
  const isCdk8sFolder = CDK8S_OUTDIR === CDK8S_FOLDER;
  const folder = output ?? (isCdk8sFolder ? undefined : CDK8S_OUTDIR);
  const written = await stopOnSignals((signal) => writeDist(list, synthesize(list), { file, folder, replace, signal }));
  print(`${displayFolder(written)}: ${countTasks(list)}`);
  if (isCdk8sFolder) cpSync(written, CDK8S_FOLDER, { recursive: true });
}

async function stopOnSignals<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void =>
    controller.abort(new UserError(`stopped by ${signal}; no manifest was changed`, signalExitCode(signal)));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
