import { k8s } from '../kubernetes/k8s';
import { checkJobSize } from '../validation/job-size';

/** A Kubernetes Job that is not rendered if it is too large to be applied. */
export class KubeJob extends k8s.KubeJob {
  /** @throws if the rendered Job, with all patches, is too large */
  override toJson(): object {
    const job = super.toJson() as object;
    const message = checkJobSize(job);
    if (message) throw new Error(`${this.node.scope?.node.path}: ${message}`);
    return job;
  }

  /** Returns what is wrong with the size of the rendered Job. */
  findSizeProblem(): string | undefined {
    return checkJobSize(super.toJson() as object);
  }
}
