import * as z from 'zod/mini';
import { DEFAULTS } from '../../constructs/defaults';
import { sizeText } from '../../constructs/options/common';
import { CIDR, cidr, partialCidr } from '../../validation/cidr';
import { DNS_LABEL, dnsLabel } from '../../validation/object-names';
import { QUANTITY } from '../../validation/quantity';
import { QUOTA_NAME, quotaName, quotaQuantity } from '../../validation/quota';
import { resourceQuantity } from '../../validation/resource-quantity';
import { recordField, stringField } from '../../validation/schema/fields';

const optional = <T extends z.core.$ZodLooseShape>(shape: T) => z.partial(z.strictObject(shape));

const Egress = optional({
  clusterCidrs: z.array(stringField(partialCidr, { pattern: CIDR.source })).check(
    z.meta({
      description:
        'Ranges of the cluster and its network, which tasks cannot reach. Without it, all private and link-local ranges.',
      default: DEFAULTS.argoCd.guard.clusterCidrs,
    }),
  ),
  cidrs: z.array(stringField(cidr, { pattern: CIDR.source })).check(
    z.meta({
      description: 'Ranges that tasks can reach although they are in clusterCidrs, such as that of a git server.',
      examples: [['10.1.2.3/32']],
    }),
  ),
  namespaces: z.array(stringField(dnsLabel, { pattern: DNS_LABEL.source })).check(
    z.meta({
      description: 'Namespaces of the cluster whose pods tasks can reach, such as that of a git server.',
      examples: [['gitea']],
    }),
  ),
}).check(
  z.meta({ description: 'What tasks can reach, in addition to DNS and the addresses outside of clusterCidrs.' }),
);

function maximum(name: string) {
  return stringField(resourceQuantity(name), { pattern: QUANTITY.source });
}

const GuardOptions = optional({
  egress: Egress,
  quota: recordField(
    { validator: quotaName, pattern: QUOTA_NAME },
    z.string().check(z.meta({ pattern: QUANTITY.source })),
    {
      description: 'The most that all tasks together may use: a ResourceQuota. Without it, there is no such limit.',
      examples: [{ 'requests.cpu': '20', 'requests.memory': '64Gi', 'requests.storage': '500Gi', pods: '50' }],
    },
    quotaQuantity,
  ),
  maxResources: optional({
    cpu: maximum('cpu'),
    memory: maximum('memory'),
    'ephemeral-storage': maximum('ephemeral-storage'),
  }).check(
    z.meta({
      description: 'The highest limits of one container: a LimitRange. Without it, there is no such limit.',
      examples: [{ cpu: '8', memory: '16Gi' }],
    }),
  ),
  maxClaimSize: sizeText({
    description: 'The largest size of one claim: a LimitRange. Without it, there is no such limit.',
    examples: ['100Gi'],
  }),
});

/** The schema of what limits the tasks of a list in the cluster. */
export const Guard = z.union([z.boolean(), GuardOptions]).check(
  z.meta({
    description:
      "Whether to write an AppProject for the Applications, and a NetworkPolicy for the tasks' namespace, to dist/argo-cd/. An object sets their details.",
    default: false,
    examples: [true, { egress: { cidrs: ['10.1.2.3/32'] }, maxClaimSize: '100Gi' }],
  }),
);

/** What limits the tasks of a list in the cluster. */
export type GuardOptions = z.infer<typeof GuardOptions>;
