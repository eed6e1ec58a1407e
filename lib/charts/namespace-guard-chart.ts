import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULTS } from '../constructs/defaults';
import { k8s } from '../kubernetes/k8s';
import { toQuantityRecord } from '../kubernetes/resource-requirements';
import type { ArgoCd, GuardOptions } from '../task-list';
import { isIPv6Range } from '../validation/cidr';

const DNS_PORT = k8s.IntOrString.fromNumber(53);

/** Limits the network and the resources of all pods in the namespace of the tasks. */
export class NamespaceGuardChart extends Chart {
  /** @param namespace The namespace of the tasks. */
  constructor(scope: Construct, { name = DEFAULTS.argoCd.name, guard }: ArgoCd, namespace: string) {
    super(scope, 'namespace-guard', { namespace });
    const { egress, quota, maxResources, maxClaimSize } = typeof guard === 'object' ? guard : {};
    const metadata = { name };

    new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', {
      metadata,
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: egressRules(egress) },
    });
    if (quota) new k8s.KubeResourceQuota(this, 'ResourceQuota', { metadata, spec: { hard: toQuantityRecord(quota) } });
    const limits = [
      ...(maxResources ? [{ type: 'Container', max: toQuantityRecord(maxResources) }] : []),
      ...(maxClaimSize === undefined
        ? []
        : [{ type: 'PersistentVolumeClaim', max: toQuantityRecord({ storage: maxClaimSize }) }]),
    ];
    if (limits.length > 0) new k8s.KubeLimitRange(this, 'LimitRange', { metadata, spec: { limits } });
  }
}

function egressRules(egress: NonNullable<GuardOptions['egress']> = {}): k8s.NetworkPolicyEgressRule[] {
  const { cidrs = [], namespaces = [] } = egress;
  const clusterCidrs: readonly string[] = egress.clusterCidrs ?? DEFAULTS.argoCd.guard.clusterCidrs;
  const [ipv6, ipv4] = [clusterCidrs.filter(isIPv6Range), clusterCidrs.filter((range) => !isIPv6Range(range))];
  const outside = [{ ipBlock: { cidr: '0.0.0.0/0', except: ipv4 } }, { ipBlock: { cidr: '::/0', except: ipv6 } }];
  const others = [
    ...cidrs.map((cidr) => ({ ipBlock: { cidr } })),
    ...namespaces.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } })),
  ];
  return [
    // DNS anywhere: clusters have it in different namespaces, and also on their nodes.
    { ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: DNS_PORT })) },
    { to: [...outside, ...others] },
  ];
}
