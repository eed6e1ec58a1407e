import { randomBytes } from 'node:crypto';
import { literalEnvironment } from '../../kubernetes/literal-environment';
import { CLAIM_VOLUME, CONTAINERS } from '../../kubernetes/names';
import { containerSecurityContext } from '../../kubernetes/security-context';
import type { ListClaim } from '../../task-list/list-claims';
import { CLAIM_PATH, claimPod, gitContainer, WAIT_COMMAND } from '../claim-pod';
import { kubectl, type KubectlOutput } from '../kubectl';
import { withPod, type PodOptions } from '../with-pod';

export interface ClaimScript {
  readonly text: string;
  /** Its arguments after the first one, which is the path of the claim. @default - none */
  readonly args?: readonly string[];
  /** Whether it may change the claim. */
  readonly write: boolean;
  /** Is called when the pod runs, before the script. */
  readonly before?: () => Promise<void>;
}

/**
 * Runs a shell script in a pod that mounts a claim and is deleted afterwards.
 *
 * @throws {UserError} if the claim does not exist, the pod does not start, or the script fails
 */
export async function runClaimScript(
  listClaim: ListClaim,
  options: PodOptions,
  { text, args = [], write, before }: ClaimScript,
): Promise<KubectlOutput> {
  const { claim, chains } = listClaim;
  const name = `trees-${randomBytes(4).toString('hex')}`;
  const main = {
    name: CONTAINERS.main,
    ...gitContainer(listClaim),
    command: WAIT_COMMAND,
    env: literalEnvironment({ HOME: '/tmp' }),
    securityContext: containerSecurityContext(false),
    volumeMounts: [{ name: CLAIM_VOLUME, mountPath: CLAIM_PATH, readOnly: !write }],
  };
  const flags = [`--namespace=${options.namespace}`, `--container=${CONTAINERS.main}`, '--stdin'];
  const pod = claimPod({ name, task: chains[0]?.root.task, claim, containers: [main] });
  return withPod(pod, options, async () => {
    await before?.();
    // On stdin: the arguments are in the URL of the request, and proxies limit its length.
    return kubectl(['exec', name, ...flags, '--', 'sh', '-s', CLAIM_PATH, ...args], text, options.signal);
  });
}
