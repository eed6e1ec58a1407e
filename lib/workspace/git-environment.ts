import { SAFE_DIRECTORY } from '../kubernetes/literal-environment';
import { SCRIPTS_PATH } from './scripts';

/** Where the Secret with a repository's credentials is mounted. */
export const SECRET_PATH = '/etc/git-secret';

export interface GitEnvironmentProps {
  readonly repoUrl: string;
  /** Name of the Secret that is mounted at `SECRET_PATH`. */
  readonly gitSecret?: string;
}

/**
 * Returns the variables of git for the scripts: no other settings, no prompts, only the protocol of the URL, and
 * credentials that are read from their files and only for the host of the URL.
 */
export function gitEnvironment(props: GitEnvironmentProps): Record<string, string> {
  const protocol = /^(https?):/.exec(props.repoUrl)?.[1] ?? 'ssh';
  return {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // A redirect from http to https is followed, one from https to http is not.
    GIT_ALLOW_PROTOCOL: protocol === 'http' ? 'http:https' : protocol,
    ...SAFE_DIRECTORY,
    ...(protocol === 'ssh' ? SSH : END_STALLED_TRANSFERS),
    ...(props.gitSecret === undefined ? {} : credentials(props.gitSecret, protocol, props.repoUrl)),
  };
}

/** Ends a transfer of less than 1 byte per second for 60 seconds. */
const END_STALLED_TRANSFERS = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '60' };

const SSH = {
  GIT_SSH_COMMAND: [
    'ssh -F /dev/null -i ~/ssh-privatekey -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes',
    `-o UserKnownHostsFile=${SECRET_PATH}/known_hosts -o GlobalKnownHostsFile=/dev/null`,
    '-o ConnectTimeout=30 -o ServerAliveInterval=15',
    // known_hosts has a host without the last dot that it may have in the URL.
    '-o CanonicalizeHostname=yes',
  ].join(' '),
};

function credentials(gitSecret: string, protocol: string, repoUrl: string): Record<string, string> {
  if (protocol === 'ssh') return { GIT_SECRET: gitSecret, GIT_SECRET_KEYS: 'ssh-privatekey known_hosts' };
  return {
    GIT_SECRET: gitSecret,
    GIT_SECRET_KEYS: 'username password',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_1: `credential.${repoUrl.split('/', 3).join('/')}.helper`,
    GIT_CONFIG_VALUE_1: `!/bin/sh ${SCRIPTS_PATH}/credentials.sh`,
  };
}
