import { APP } from '../kubernetes/names';

/** The defaults of all options. No other file states a default. */
export const DEFAULTS = {
  /** Size of a claim. */
  pvcStorageSize: '1Gi',
  pvcAccessMode: 'ReadWriteOnce',
  keepClaim: true,
  podSecurity: 'restricted',
  /** User, group and fsGroup: `nobody` in /etc/passwd of Alpine and Debian, where ssh looks it up. */
  runAsUser: 65534,
  /** Where a tree is mounted. */
  mountPath: '/git-repo',
  /** `alpine/git` v2.54.0. */
  gitImage: 'alpine/git:v2.54.0@sha256:729da2347ce652f30476b064198577fe12e1147e58499be9f343039343ef2cee',
  /** A LimitRange may allow limits of at most 10 times the requests for cpu, and 4 times for memory: so do these. */
  gitResources: {
    requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '128Mi' },
    limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
  },
  resources: {
    requests: { cpu: '200m', memory: '512Mi', 'ephemeral-storage': '256Mi' },
    limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '2Gi' },
  },
  /** Clusters may have Windows nodes, where the images do not run. */
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tmpSize: '1Gi',
  /** Seconds; Kubernetes' default. */
  tokenExpirationSeconds: 3600,
  readOnlyRootFilesystem: true,
  /** Seconds. */
  startupDeadlineSeconds: 120,
  hostUsers: true,
  /** Seconds; Kubernetes' default. */
  terminationGracePeriodSeconds: 30,
  run: 1,
  retry: 'clean',
  nestedRepositories: 'refuse',
  pushForce: 'never',
  backoffLimit: 4,
  /** Seconds; six hours. */
  activeDeadlineSeconds: 21600,
  allowFailure: false,
  argoCd: {
    name: APP,
    targetRevision: 'HEAD',
    path: 'dist',
    project: 'default',
    namespace: 'argocd',
    jobHealthCheck: false,
    destination: { server: 'https://kubernetes.default.svc' },
    guard: {
      /** Private ranges, those of carriers, and link-local ones, such as that of the metadata service of a cloud. */
      clusterCidrs: [
        '10.0.0.0/8',
        '100.64.0.0/10',
        '169.254.0.0/16',
        '172.16.0.0/12',
        '192.168.0.0/16',
        'fc00::/7',
        'fe80::/10',
      ],
    },
  },
} as const;
