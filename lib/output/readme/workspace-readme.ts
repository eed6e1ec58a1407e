import { posix } from 'node:path';
import { DEFAULTS } from '../../constructs/defaults';
import { APP, LABELS, SCRIPTS_NAME_ENDING } from '../../kubernetes/names';
import type { TaskList } from '../../task-list';
import { SCRIPTS, scriptsConfigMapName } from '../../workspace/scripts';
import { WORKSPACE_PATH } from '../layout';
import { formatCode } from '../markdown';

/** Renders README.md of the folder with the scripts: what they are, and how to delete ConfigMaps that no Job uses. */
export function renderWorkspaceReadme({ argoCd, namespace }: Pick<TaskList, 'argoCd' | 'namespace'>): string {
  const prefix = argoCd?.name ?? DEFAULTS.argoCd.name;
  const name = scriptsConfigMapName(prefix, SCRIPTS);
  const file = posix.basename(WORKSPACE_PATH);
  const kubectl = namespace === undefined ? 'kubectl' : `kubectl -n ${namespace}`;
  return `# Scripts

[${file}](${file}) is the ConfigMap ${formatCode(name)}. Its scripts run in the init
container of each Job and prepare the working tree of the task.

The ConfigMap is immutable, and its name ends in a hash of its content. Another version of the scripts is another
ConfigMap, so that an upgrade does not change the scripts of a Job that exists. Earlier ConfigMaps stay in the cluster,
because a Job that retries may still need them. These commands delete those that no Job uses. Run them while no sync is in
progress: a Job that a sync has not created yet does not count.

\`\`\`sh
used=" ${name} $(${kubectl} get jobs -o jsonpath='{.items[*].spec.template.spec.volumes[*].configMap.name}') "
for name in $(${kubectl} get configmaps -l ${LABELS.app}=${APP} -o name | grep -E '^configmap/${prefix}${SCRIPTS_NAME_ENDING}'); do
  case "$used" in
    *" \${name#configmap/} "*) ;; # in use
    *) ${kubectl} delete "$name" ;;
  esac
done
\`\`\`
`;
}
