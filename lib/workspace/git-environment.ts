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
 * credentials that credentials.sh reads from their files, only for the host and port of the URL.
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
    ...(props.gitSecret === undefined ? {} : credentials(props.gitSecret, protocol)),
  };
}

/** Ends a transfer of less than 1 byte per second for 60 seconds. */
const END_STALLED_TRANSFERS = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '60' };

const SSH = {
  GIT_SSH_COMMAND: [
    'ssh -F /dev/null -i ~/ssh-privatekey -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes',
    `-o UserKnownHostsFile=${SECRET_PATH}/known_hosts -o GlobalKnownHostsFile=/dev/null`,
    '-o ConnectTimeout=30 -o ServerAliveInterval=15',
    // Without the banner of the server, which could look like an error message.
    '-o LogLevel=ERROR',
    // known_hosts has a host without the last dot that it may have in the URL.
    '-o CanonicalizeHostname=yes',
  ].join(' '),
};

function credentials(gitSecret: string, protocol: string): Record<string, string> {
  if (protocol === 'ssh') return { GIT_SECRET: gitSecret, GIT_SECRET_KEYS: 'ssh-privatekey known_hosts' };
  return {
    GIT_SECRET: gitSecret,
    GIT_SECRET_KEYS: 'username password',
    GIT_CONFIG_COUNT: '4',
    // Not for a URL: git does not match URLs with "_" in the host. The script compares the host and the port.
    GIT_CONFIG_KEY_1: 'credential.helper',
    GIT_CONFIG_VALUE_1: `!/bin/sh ${SCRIPTS_PATH}/credentials.sh`,
    // Some servers hide a repository or a branch from anonymous requests instead of asking for a password. Git 2.46 and
    // newer know this setting.
    GIT_CONFIG_KEY_2: 'http.proactiveAuth',
    GIT_CONFIG_VALUE_2: 'basic',
    // It would also send them to the target of a redirect. git.sh follows a redirect without these two settings.
    GIT_CONFIG_KEY_3: 'http.followRedirects',
    GIT_CONFIG_VALUE_3: 'false',
  };
}
