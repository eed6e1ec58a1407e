/** Fields that Kubernetes writes, and that `kubectl get` prints. */
const GENERATED = new Set([
  'apiVersion',
  'creationTimestamp',
  'finalizers',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'status',
  'uid',
]);

/** What Kubernetes sets if a field is missing, where the pods of tasks have the same. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  allowPrivilegeEscalation: false,
  automountServiceAccountToken: true,
  capabilities: { drop: ['ALL'] },
  completionMode: 'NonIndexed',
  completions: 1,
  defaultMode: 420,
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  fsGroupChangePolicy: 'OnRootMismatch',
  hostIPC: false,
  hostNetwork: false,
  hostPID: false,
  manualSelector: false,
  parallelism: 1,
  preemptionPolicy: 'PreemptLowerPriority',
  privileged: false,
  readOnly: false,
  runAsNonRoot: true,
  schedulerName: 'default-scheduler',
  seccompProfile: { type: 'RuntimeDefault' },
  stdin: false,
  suspend: false,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  tty: false,
  volumeMode: 'Filesystem',
};

const NO_SUCH_FIELD = 'a task has no field for it';
const RESTRICTED = 'the pods of tasks follow the Pod Security standard "restricted"';
const ENDS = 'a task ends by itself, so nothing connects to it or checks it';
const ONE_POD = 'a task runs in one pod at a time';
const RUN = 'a task runs when it is added to the list, and again when its "run" is increased';

const REASONS: Readonly<Record<string, string>> = {
  affinity: 'tasks have nodeSelector and tolerations, and an affinity for the node of their volume',
  allowPrivilegeEscalation: RESTRICTED,
  capabilities: RESTRICTED,
  completionMode: ONE_POD,
  completions: ONE_POD,
  concurrencyPolicy: RUN,
  failedJobsHistoryLimit: 'finished Jobs stay in the cluster',
  hostIPC: RESTRICTED,
  hostNetwork: RESTRICTED,
  hostPID: RESTRICTED,
  lifecycle: ENDS,
  livenessProbe: ENDS,
  parallelism: ONE_POD,
  podFailurePolicy: 'tasks have their own',
  ports: ENDS,
  privileged: RESTRICTED,
  readinessProbe: ENDS,
  schedule: RUN,
  seLinuxOptions: RESTRICTED,
  seccompProfile: RESTRICTED,
  startupProbe: ENDS,
  startingDeadlineSeconds: RUN,
  successfulJobsHistoryLimit: 'finished Jobs stay in the cluster',
  suspend: 'Argo CD treats a Job that was suspended as complete',
  timeZone: RUN,
  ttlSecondsAfterFinished: 'Argo CD would create the deleted Job again, and the task would run again',
};

/** Whether Kubernetes writes a field. */
export function isGenerated(name: string): boolean {
  return GENERATED.has(name);
}

/** Returns the value of a field that makes no difference. */
export function defaultOfField(name: string): unknown {
  return DEFAULTS[name];
}

/** Returns why a field is not carried over. */
export function reasonForField(name: string): string {
  return Object.hasOwn(REASONS, name) ? REASONS[name]! : NO_SUCH_FIELD;
}
