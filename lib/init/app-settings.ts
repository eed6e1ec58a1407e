import { formatValue } from '../validation/format-value';
import { gitUrl } from '../validation/git-url';
import { dnsLabel } from '../validation/object-names';
import type { Validator } from '../validation/validator';

export const CI_SYSTEMS = ['github', 'gitlab', 'none'] as const;

export type CiSystem = (typeof CI_SYSTEMS)[number];

/** What differs from one app to another. */
export interface AppSettings {
  /**
   * URL of the git repository of the app, as Argo CD clones it.
   *
   * @default - the list has no `argoCd`
   */
  readonly repoUrl?: string;

  /**
   * Namespace of the tasks. `repoUrl` needs it.
   *
   * @default - the list names no namespace
   */
  readonly namespace?: string;

  /** The system whose workflows are written. */
  readonly ci: CiSystem;
}

const VALIDATORS = { repoUrl: gitUrl, namespace: dnsLabel } satisfies Partial<Record<keyof AppSettings, Validator>>;

/** Returns what is wrong with a setting, as the list reports it, or `undefined`. */
export function findSettingProblem(name: keyof typeof VALIDATORS, value: string): string | undefined {
  const message = VALIDATORS[name](value);
  return message && `${formatValue(value)} ${message}`;
}
