import { formatValue } from './format-value';
import type { PathProblem } from './path-problem';

/** Level of the Pod Security standards that a namespace enforces. */
export type PodSecurityLevel = 'restricted' | 'baseline';

export const POD_SECURITY_LEVELS = ['restricted', 'baseline'] as const satisfies readonly PodSecurityLevel[];

/** A Linux capability, without the prefix `CAP_`. */
export type Capability =
  | 'AUDIT_WRITE'
  | 'CHOWN'
  | 'DAC_OVERRIDE'
  | 'FOWNER'
  | 'FSETID'
  | 'KILL'
  | 'MKNOD'
  | 'NET_BIND_SERVICE'
  | 'SETFCAP'
  | 'SETGID'
  | 'SETPCAP'
  | 'SETUID'
  | 'SYS_CHROOT';

/** Capabilities that a container may have with the level `baseline`. */
export const CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const satisfies readonly Capability[];

const RESTRICTED_CAPABILITIES: ReadonlySet<Capability> = new Set(['NET_BIND_SERVICE']);

/** What the standards say about the pods of a task. */
export interface PodSecurityFields {
  readonly runAsUser?: number | null;
  readonly capabilities?: readonly Capability[];
}

/** Finds a user and capabilities that pods must not have in a namespace with a level. */
export function checkPodSecurity(
  { runAsUser, capabilities = [] }: PodSecurityFields,
  level: PodSecurityLevel = 'restricted',
): PathProblem[] {
  if (level === 'baseline') return [];
  const capabilityProblems = capabilities.flatMap((capability, index) =>
    RESTRICTED_CAPABILITIES.has(capability)
      ? []
      : [
          {
            path: ['capabilities', index],
            message: `${formatValue(capability)} is not allowed by the Pod Security standard "restricted"; remove it, or ${SET_BASELINE}`,
          },
        ],
  );
  return runAsUser === 0 ? [{ path: ['runAsUser'], message: ROOT_USER }, ...capabilityProblems] : capabilityProblems;
}

const SET_BASELINE = 'set podSecurity to "baseline" (in a list: at its top)';

const ROOT_USER = `0 is root, which the Pod Security standard "restricted" does not allow; use another user, null for the one that the cluster chooses, or ${SET_BASELINE}`;
