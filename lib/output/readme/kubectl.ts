import { claimAffinity, claimLabels } from '../../kubernetes/claim-affinity';
import { claimAttributes, type ClaimAttributes } from '../../constructs/claim-attributes';
import { DEFAULTS } from '../../constructs/defaults';
import { claimName, dnsName, treeName } from '../../kubernetes/names';
import { containerSecurityContext, podSecurityContext } from '../../kubernetes/security-context';
import type { Chain, Task } from '../../task-list';

/** The claim that a chain works on. */
export function chainClaim({ root: { task, repository } }: Chain): ClaimAttributes {
  return claimAttributes(task.existingClaim ?? claimName(repository?.name ?? task.taskId), repository ?? task);
}

/** What a person asks of a task: its state, its log, a shell in its tree. Lines of shell, for the chain's root at first. */
export function kubectlCommands(chain: Chain, namespace: string | undefined): string[] {
  const { task } = chain.root;
  const kubectl = namespace === undefined ? 'kubectl' : `kubectl -n ${quote(namespace)}`;
  return [
    `tree=${treeName(task.taskId, task.run ?? DEFAULTS.run)}`,
    '',
    '# The state of the chain, and of the task',
    `${kubectl} get jobs,pods -l root-task-id=${quote(task.taskId)}`,
    `${kubectl} describe job "keruta-job-$tree"`,
    '',
    '# Its log, and a shell in its tree while it runs',
    `${kubectl} logs "job/keruta-job-$tree" --all-containers`,
    `${kubectl} exec -it "job/keruta-job-$tree" -- sh`,
    '',
    '# A shell in its tree at any time, which can only read',
    ...treeShell(chain, kubectl),
  ];
}

function treeShell(chain: Chain, kubectl: string): string[] {
  const { task, repository } = chain.root;
  const claim = chainClaim(chain);
  const name = `shell-${dnsName(task.taskId)}`;
  const image = (repository ?? task).gitImage ?? DEFAULTS.gitImage;
  return [
    `${kubectl} run ${name} -it --rm --restart=Never --image=${quote(image)} --env=HOME=/tmp \\`,
    `  --override-type=strategic --overrides=${quote(JSON.stringify(shellPod(name, claim, task)))} \\`,
    '  --command -- sh -c "cd \'/claim/trees/$tree\' && exec sh"',
  ];
}

/** What `kubectl run` can't say of the pod: the claim, Pod Security `restricted`, and the node where the claim is. */
function shellPod(name: string, claim: ClaimAttributes, { imagePullSecrets, tolerations }: Task): object {
  const volume = 'git-repo';
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
          volumeMounts: [{ name: volume, mountPath: '/claim', readOnly: true }],
        },
      ],
      volumes: [{ name: volume, persistentVolumeClaim: { claimName: claim.claimName } }],
    },
  };
}

/** Text as one word of a POSIX shell. */
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
