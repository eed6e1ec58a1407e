import { isIP } from 'node:net';
import { dnsSubdomain } from './object-names';
import type { Validator } from './validator';

/** DNS settings of a pod, in addition to those of the cluster. */
export interface DnsConfig {
  /**
   * IP addresses of name servers, at most 3.
   *
   * @default - none
   */
  readonly nameservers?: readonly string[];

  /**
   * Domains in which names are looked up, at most 32.
   *
   * @default - none
   */
  readonly searches?: readonly string[];

  /**
   * Options of the resolver, such as `ndots`. They replace those of the cluster with the same name.
   *
   * @default - none
   */
  readonly options?: readonly DnsOption[];
}

/** An option of the resolver. */
export interface DnsOption {
  /** Name of the option. */
  readonly name: string;
  /**
   * Value of the option.
   *
   * @default - none
   */
  readonly value?: string;
}

export const MAX_NAMESERVER_COUNT = 3;
export const MAX_SEARCH_COUNT = 32;
const MAX_SEARCHES_LENGTH = 2048;

export const SEARCH_DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\.?$/;
export const DNS_OPTION_NAME = /^[\w.-]+$/;
export const DNS_OPTION_VALUE = /^[\w.-]*$/;

/** Validates an IP address of version 4 or 6. Node.js also accepts one with a zone (`%eth0`), which Kubernetes does not. */
export const ipAddress: Validator = (value) =>
  isIP(value) !== 0 && !value.includes('%') ? undefined : 'is not an IP address (such as 10.0.0.10)';

/** Validates a domain in which names are looked up. It may end with a dot. */
export const searchDomain: Validator = (value) => dnsSubdomain(value.replace(/\.$/, ''));

/** Validates the name of an option of the resolver. */
export const dnsOptionName: Validator = (value) =>
  DNS_OPTION_NAME.test(value)
    ? undefined
    : 'is not the name of a resolver option (such as ndots): use letters, digits, "_", "." and "-"';

/** Validates the value of an option of the resolver. It may be empty. */
export const dnsOptionValue: Validator = (value) =>
  DNS_OPTION_VALUE.test(value)
    ? undefined
    : 'is not the value of a resolver option (such as "2"): use letters, digits, "_", "." and "-"';

/** Validates the number of name servers. */
export const nameserverCount: Validator<readonly unknown[]> = ({ length }) => atMost(MAX_NAMESERVER_COUNT, length);

/** Validates the number of search domains, and their length in the file that the resolver reads. */
export const searchCount: Validator<readonly string[]> = (value) =>
  atMost(MAX_SEARCH_COUNT, value.length) ??
  (value.join(' ').length > MAX_SEARCHES_LENGTH
    ? `takes more than ${MAX_SEARCHES_LENGTH} characters, the maximum of Kubernetes; remove some`
    : undefined);

function atMost(max: number, length: number): string | undefined {
  return length > max ? `has ${length} entries; Kubernetes allows at most ${max}: remove some` : undefined;
}
