import type { k8s } from '../kubernetes/k8s';
import { CONTAINERS } from '../kubernetes/names';
import { toQuantities } from '../kubernetes/resource-requirements';
import { containerSecurityContext } from '../kubernetes/security-context';
import type { Resources } from '../validation/resources';

/**
 * Waits until a program listens on each port. It is in the Job and not in the ConfigMap with the other scripts, so that
 * it does not change the Jobs of tasks without sidecars.
 */
export const WAIT_SCRIPT = `# Arguments: NAME PORT SECONDS of each sidecar
set -eu
# Process 1 of a container ignores SIGTERM without this.
trap 'exit 143' TERM

# listens PORT
# The containers of a pod share its network. Some sandboxes do not list all sockets, so try a connection too.
listens() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    grep -q "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") [0-9A-F]*:0000 0A " ||
    nc -z 127.0.0.1 "$1" 2>/dev/null
}

waited=0
while [ $# -gt 0 ]; do
  until listens "$2"; do
    if [ "$waited" -ge "$3" ]; then
      message="the sidecar $1 does not listen on port $2 after $3 s: see the log of the container $1"
      printf '%s\\n' "$message"
      printf '%s\\n' "$message" >"\${TERMINATION_LOG-/dev/termination-log}" || :
      exit 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
  printf '%s\\n' "the sidecar $1 listens on port $2"
  shift 3
done
`;

/** A sidecar to wait for. */
export interface StartingSidecar {
  readonly name: string;
  readonly port: number;
  readonly deadlineSeconds: number;
}

export interface WaitContainerProps {
  readonly sidecars: readonly StartingSidecar[];
  /** An image with sh, cat and grep. */
  readonly image: string;
  readonly resources: Required<Resources>;
}

/**
 * Returns the init container that waits for sidecars before `main` starts, and fails the pod if one does not start.
 *
 * A startup probe of Kubernetes does not fail the pod: Kubernetes restarts the sidecar again and again, and `main` never
 * starts (kubernetes#132826).
 */
export function waitContainer({ sidecars, image, resources }: WaitContainerProps): k8s.Container {
  const args = sidecars.flatMap(({ name, port, deadlineSeconds }) => [name, String(port), String(deadlineSeconds)]);
  return {
    name: CONTAINERS.wait,
    image,
    command: ['/bin/sh', '-c', WAIT_SCRIPT, CONTAINERS.wait, ...args],
    resources: toQuantities(resources),
    securityContext: containerSecurityContext(true),
  };
}
