import { SAFE_DIRECTORY } from '../kubernetes/literal-environment';

/** Where the Secret with a repository's credentials is mounted. */
export const SECRET_PATH = '/etc/git-secret';

export interface GitEnvironmentProps {
  readonly repoUrl: string;
  /** Name of the Secret that is mounted at `SECRET_PATH`. */
  readonly gitSecret?: string;
}

/**
 * The environment in which the scripts run git: no settings but these, no questions, no protocol but the URL's,
 * and credentials that are read from their files, for the URL's own host only.
 */
export function gitEnvironment(props: GitEnvironmentProps): Record<string, string> {
  const protocol = /^(https?):/.exec(props.repoUrl)?.[1] ?? 'ssh';
  return {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // http may be redirected to https, never the other way round.
    GIT_ALLOW_PROTOCOL: protocol === 'http' ? 'http:https' : protocol,
    ...SAFE_DIRECTORY,
    ...(protocol === 'ssh' ? SSH : STALLED_AFTER_A_MINUTE),
    ...(props.gitSecret === undefined ? {} : credentials(props.gitSecret, protocol, props.repoUrl)),
  };
}

/** Fewer bytes a second, for so many seconds, end a transfer. */
const STALLED_AFTER_A_MINUTE = { GIT_HTTP_LOW_SPEED_LIMIT: '1', GIT_HTTP_LOW_SPEED_TIME: '60' };

const SSH = {
  GIT_SSH_COMMAND: [
    'ssh -F /dev/null -i ~/ssh-privatekey -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes',
    `-o UserKnownHostsFile=${SECRET_PATH}/known_hosts -o GlobalKnownHostsFile=/dev/null`,
    '-o ConnectTimeout=30 -o ServerAliveInterval=15',
  ].join(' '),
};

function credentials(gitSecret: string, protocol: string, repoUrl: string): Record<string, string> {
  if (protocol === 'ssh') return { GIT_SECRET: gitSecret, GIT_SECRET_KEYS: 'ssh-privatekey known_hosts' };
  return {
    GIT_SECRET: gitSecret,
    GIT_SECRET_KEYS: 'username password',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_1: `credential.${repoUrl.split('/', 3).join('/')}.helper`,
    // printf is the shell's own: nothing of it shows in a process list. Git adds a word, which ":" takes.
    GIT_CONFIG_VALUE_1: `!printf 'username=%s\\npassword=%s\\n' "\`cat ${SECRET_PATH}/username\`" "\`cat ${SECRET_PATH}/password\`"; :`,
  };
}
