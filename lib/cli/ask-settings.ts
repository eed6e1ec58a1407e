import { CI_SYSTEMS, findSettingProblem, type AppSettings } from '../init/app-settings';
import { UserError } from '../user-error';
import { signalExitCode } from './signal-exit-code';

const CI_LABELS: Readonly<Record<AppSettings['ci'], string>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  none: 'another one, or none',
};
const DEFAULT_NAMESPACE = 'tasks';

/** Whether a person can answer questions. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/**
 * Asks for the settings that are not given.
 *
 * @param originUrl URL of the repository, as the proposed answer.
 * @throws {UserError} if the user cancels
 */
export async function askSettings(given: Partial<AppSettings>, originUrl?: string): Promise<AppSettings> {
  const input = new AbortController();
  const close = (): void => input.abort();
  // Ctrl-D closes the input. A prompt would then wait forever, and the process would end with exit code 0.
  process.once('beforeExit', close);
  try {
    return await ask(given, { originUrl, signal: input.signal });
  } finally {
    process.off('beforeExit', close);
  }
}

interface AskOptions {
  readonly originUrl?: string;
  readonly signal: AbortSignal;
}

async function ask(given: Partial<AppSettings>, { originUrl = '', signal }: AskOptions): Promise<AppSettings> {
  // An ES module, so it cannot be loaded with require.
  const { isCancel, select, text } = await import('@clack/prompts');
  const answer = async <T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> => {
    const value = await prompt;
    if (isCancel(value)) throw new UserError('canceled; no file was written', signalExitCode('SIGINT'));
    return value as Exclude<T, symbol>;
  };
  const repoUrl =
    given.repoUrl ??
    (await answer(
      text({
        message: 'URL of this git repository, as Argo CD clones it (empty: without Argo CD)',
        initialValue: originUrl,
        validate: (value = '') => (value === '' ? undefined : findSettingProblem('repoUrl', value)),
        signal,
      }),
    ));
  const namespace =
    given.namespace ??
    (await answer(
      text({
        message: 'Namespace of the tasks',
        initialValue: DEFAULT_NAMESPACE,
        validate: (value = '') => findSettingProblem('namespace', value),
        signal,
      }),
    ));
  const ci =
    given.ci ??
    (await answer(
      select({
        message: 'CI system that checks changes and commits dist/',
        options: CI_SYSTEMS.map((value) => ({ value, label: CI_LABELS[value] })),
        initialValue: CI_SYSTEMS.find((name) => originUrl.includes(name)) ?? 'none',
        signal,
      }),
    ));
  return { repoUrl: repoUrl || undefined, namespace, ci };
}
