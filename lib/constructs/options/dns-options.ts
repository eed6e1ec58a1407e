import * as z from 'zod/mini';
import {
  DNS_OPTION_NAME,
  DNS_OPTION_VALUE,
  dnsOptionName,
  dnsOptionValue,
  ipAddress,
  MAX_NAMESERVER_COUNT,
  MAX_SEARCH_COUNT,
  nameserverCount,
  SEARCH_DOMAIN,
  searchCount,
  searchDomain,
} from '../../validation/dns-config';
import { rule, stringField } from '../../validation/schema/fields';

const nameservers = z.array(stringField(ipAddress)).check(
  rule(nameserverCount),
  z.meta({
    description: 'IP addresses of name servers, after those of the cluster.',
    maxItems: MAX_NAMESERVER_COUNT,
  }),
);

const searches = z.array(stringField(searchDomain, { pattern: SEARCH_DOMAIN.source })).check(
  rule(searchCount),
  z.meta({
    description: 'Domains in which names are looked up, after those of the cluster.',
    maxItems: MAX_SEARCH_COUNT,
  }),
);

const option = z.strictObject({
  name: stringField(dnsOptionName, { description: 'Name of the option.', pattern: DNS_OPTION_NAME.source }),
  value: z.optional(
    stringField(dnsOptionValue, {
      description: 'Value of the option, if it has one.',
      pattern: DNS_OPTION_VALUE.source,
    }),
  ),
});

/** The schema of the DNS settings of a pod. */
export const dnsConfigField = z
  .strictObject({
    nameservers: z.optional(nameservers),
    searches: z.optional(searches),
    options: z.optional(
      z.array(option).check(z.meta({ description: 'Options of the resolver. They replace those of the cluster.' })),
    ),
  })
  .check(
    z.meta({
      description:
        "DNS settings of the pod, in addition to the cluster's. With ndots 1, names that contain a dot are looked up as they are first.",
      examples: [{ options: [{ name: 'ndots', value: '1' }] }],
    }),
  );
