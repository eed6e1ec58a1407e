import { CI_SYSTEMS, findSettingProblem, type AppSettings } from '../init/app-settings';
import { ask, type Prompt } from './ask';

const CI_LABELS: Readonly<Record<AppSettings['ci'], string>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  none: 'another one, or none',
};
const DEFAULT_NAMESPACE = 'tasks';

/**
 * Asks for the settings that are not given.
 *
 * @param originUrl URL of the repository, as the proposed answer.
 * @throws {UserError} if the user cancels
 */
export async function askSettings(given: Partial<AppSettings>, originUrl = ''): Promise<AppSettings> {
  // An ES module, so it cannot be loaded with require.
  const { select, text } = await import('@clack/prompts');
  const answer = <T>(prompt: Prompt<T>): Promise<Exclude<T, symbol>> => ask(prompt, 'canceled; no file was written');
  const repoUrl =
    given.repoUrl ??
    (await answer((signal) =>
      text({
        message: 'URL of this git repository, as Argo CD clones it (empty: without Argo CD)',
        initialValue: originUrl,
        validate: (value = '') => (value === '' ? undefined : findSettingProblem('repoUrl', value)),
        signal,
      }),
    ));
  const namespace =
    given.namespace ??
    (await answer((signal) =>
      text({
        message: 'Namespace of the tasks',
        initialValue: DEFAULT_NAMESPACE,
        validate: (value = '') => findSettingProblem('namespace', value),
        signal,
      }),
    ));
  const ci =
    given.ci ??
    (await answer((signal) =>
      select({
        message: 'CI system that checks changes and commits dist/',
        options: CI_SYSTEMS.map((value) => ({ value, label: CI_LABELS[value] })),
        initialValue: CI_SYSTEMS.find((name) => originUrl.includes(name)) ?? 'none',
        signal,
      }),
    ));
  return { repoUrl: repoUrl || undefined, namespace, ci };
}
