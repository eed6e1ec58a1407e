import { gitEnvironment } from '../../lib/workspace/git-environment';

const COMMON = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

test('a public repository: no prompts, one protocol, no credentials', () => {
  expect(gitEnvironment({ repoUrl: 'https://example.com/app.git' })).toEqual({
    ...COMMON,
    GIT_ALLOW_PROTOCOL: 'https',
    GIT_HTTP_LOW_SPEED_LIMIT: '1',
    GIT_HTTP_LOW_SPEED_TIME: '60',
  });
});

test('http may be redirected to https', () => {
  expect(gitEnvironment({ repoUrl: 'http://example.com/app.git' }).GIT_ALLOW_PROTOCOL).toBe('http:https');
});

test('credentials are asked for before the server does, and come from a script', () => {
  expect(gitEnvironment({ repoUrl: 'https://example.com:8443/team/app.git', gitSecret: 'git' })).toMatchObject({
    GIT_SECRET: 'git',
    GIT_SECRET_KEYS: 'username password',
    GIT_CONFIG_COUNT: '4',
    GIT_CONFIG_KEY_1: 'credential.helper',
    GIT_CONFIG_VALUE_1: '!/bin/sh /etc/workspace-scripts/credentials.sh',
    GIT_CONFIG_KEY_2: 'http.proactiveAuth',
    GIT_CONFIG_VALUE_2: 'basic',
    GIT_CONFIG_KEY_3: 'http.followRedirects',
    GIT_CONFIG_VALUE_3: 'false',
  });
});

test.each(['ssh://git@example.com/app.git', 'git@example.com:team/app.git'])('%s is ssh', (repoUrl) => {
  expect(gitEnvironment({ repoUrl, gitSecret: 'git' })).toEqual({
    ...COMMON,
    GIT_ALLOW_PROTOCOL: 'ssh',
    GIT_SSH_COMMAND: expect.stringMatching(
      / BatchMode=yes .* StrictHostKeyChecking=yes .* CanonicalizeHostname=yes$/,
    ) as string,
    GIT_SECRET: 'git',
    GIT_SECRET_KEYS: 'ssh-privatekey known_hosts',
  });
});
