import { claimAffinity, claimLabels } from '../../kubernetes/claim-affinity';
import type { ClaimAttributes } from '../../constructs/claim-attributes';
import { DEFAULTS } from '../../constructs/defaults';
import { CLAIM_VOLUME, dnsName, jobNameOfTree, LABELS, treeName, treePath } from '../../kubernetes/names';
import { containerSecurityContext, podSecurityContext } from '../../kubernetes/security-context';
import type { Chain, Task } from '../../task-list';
import { chainClaim } from '../../task-list/chain-claim';

/** Where the shell's pod mounts the claim. */
const MOUNT_PATH = '/claim';

/** Renders shell commands that show the state and the log of a task and open a shell in its tree. The first task is the root. */
export function renderKubectlCommands(chain: Chain, namespace: string | undefined): string[] {
  const { task } = chain.root;
  const kubectl = namespace === undefined ? 'kubectl' : `kubectl -n ${quote(namespace)}`;
  const job = jobNameOfTree('$tree');
  return [
    `tree=${treeName(task.taskId, task.run ?? DEFAULTS.run)}`,
    '',
    '# Show the state of the chain and of the task',
    `${kubectl} get jobs,pods -l ${LABELS.rootTaskId}=${quote(task.taskId)}`,
    `${kubectl} describe job "${job}"`,
    '',
    '# Show the log of the task; open a shell in its working tree while it runs',
    `${kubectl} logs "job/${job}" --all-containers`,
    `${kubectl} exec -it "job/${job}" -- sh`,
    ...treeShell(chain, kubectl),
  ];
}

function treeShell(chain: Chain, kubectl: string): string[] {
  const { task, repository } = chain.root;
  const claim = chainClaim(chain);
  if (!claim) return [];
  const name = `shell-${dnsName(task.taskId)}`;
  const image = (repository ?? task).gitImage ?? DEFAULTS.gitImage;
  return [
    '',
    '# Open a read-only shell in its working tree at any time',
    `${kubectl} run ${name} -it --rm --restart=Never --image=${quote(image)} --env=HOME=/tmp \\`,
    `  --override-type=strategic --overrides=${quote(JSON.stringify(shellPod(name, claim, task)))} \\`,
    `  --command -- sh -c "cd '${MOUNT_PATH}/${treePath('$tree')}' && exec sh"`,
  ];
}

/** Returns what `kubectl run` has no options for: the claim, the node it is on, and Pod Security `restricted`. */
function shellPod(name: string, claim: ClaimAttributes, { imagePullSecrets, tolerations }: Task): object {
  return {
    metadata: { labels: claimLabels(claim) },
    spec: {
      automountServiceAccountToken: false,
      securityContext: podSecurityContext(claim),
      affinity: claimAffinity(claim),
      imagePullSecrets: imagePullSecrets?.map((secret) => ({ name: secret })),
      tolerations,
      containers: [
        {
          name,
          securityContext: containerSecurityContext(false),
          volumeMounts: [{ name: CLAIM_VOLUME, mountPath: MOUNT_PATH, readOnly: true }],
        },
      ],
      volumes: [{ name: CLAIM_VOLUME, persistentVolumeClaim: { claimName: claim.claimName } }],
    },
  };
}

/** Quotes a text as one word of a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
