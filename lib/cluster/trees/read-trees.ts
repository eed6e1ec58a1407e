import { join } from 'node:path';
import { DEFAULTS } from '../../constructs/defaults';
import { CLAIM_VOLUME, CONTAINERS } from '../../kubernetes/names';
import { containerSecurityContext } from '../../kubernetes/security-context';
import { readScript } from '../../read-script';
import type { Chain } from '../../task-list';
import { CLAIM_PATH, claimPod, WAIT_COMMAND, type ClaimPodProps } from '../claim-pod';
import { kubectl } from '../kubectl';
import { withPod, type PodOptions } from '../with-pod';
import { parseTrees, type ClaimTrees } from './claim-trees';

export interface ReadTreesOptions extends Pick<ClaimPodProps, 'name' | 'task' | 'claim'>, PodOptions {
  readonly gitImage: string;
  /** All chains of the claim. */
  readonly chains: readonly Chain[];
}

/**
 * Lists what uses the space of a claim, in a pod that mounts it read-only and is deleted afterwards.
 *
 * @throws {UserError} if the claim does not exist, or the pod does not start
 */
export async function readTrees(options: ReadTreesOptions): Promise<ClaimTrees> {
  const { name, task, claim, gitImage, chains, namespace, signal } = options;
  const main = {
    name: CONTAINERS.main,
    image: gitImage,
    command: WAIT_COMMAND,
    resources: DEFAULTS.gitResources,
    securityContext: containerSecurityContext(true),
    volumeMounts: [{ name: CLAIM_VOLUME, mountPath: CLAIM_PATH, readOnly: true }],
  };
  const script = ['sh', '-c', readScript(join(__dirname, 'list-trees.sh')), 'list-trees.sh', CLAIM_PATH];
  const args = ['exec', name, `--namespace=${namespace}`, `--container=${CONTAINERS.main}`, '--', ...script];
  const list = (): Promise<{ stdout: string }> => kubectl(args, '', signal);
  const { stdout } = await withPod(claimPod({ name, task, claim, containers: [main] }), options, list);
  return parseTrees(claim.claimName, stdout, chains);
}
