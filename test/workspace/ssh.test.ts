import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { Repository } from './support/repository';
import { folder, removeFolders, sh } from './support/user';
import { killAll, Workspace } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS, 'sshd', 'ssh', 'ssh-keygen', 'a user with a login shell');

const SSHD = '/usr/sbin/sshd';
const gitSecret = 'git-ssh';

describe('ssh', () => {
  let repository: Repository;
  let server: ChildProcess;
  let url: string;
  let keys: { 'ssh-privatekey': string; known_hosts: string };

  beforeAll(async () => {
    repository = new Repository();
    const at = folder();
    const port = await freePort();
    sh(
      at,
      'ssh-keygen -q -t ed25519 -N "" -f host; ssh-keygen -q -t ed25519 -N "" -f client; ssh-keygen -q -t ed25519 -N "" -f other',
    );
    const read = (name: string): string => readFileSync(join(at, name), 'utf8');
    // root does not own the repository, so git needs safe.directory.
    writeFileSync(
      join(at, 'serve'),
      '#!/bin/sh\nexport GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="*"\neval "$SSH_ORIGINAL_COMMAND"\n',
      { mode: 0o755 },
    );
    writeFileSync(join(at, 'banner'), 'Access denied to unauthorized persons.\nERROR: Repository not found.\n');
    writeFileSync(join(at, 'authorized'), `command="${at}/serve" ${read('client.pub')}`);
    const options = [
      'Port',
      port,
      'ListenAddress',
      '127.0.0.1',
      'HostKey',
      `${at}/host`,
      'AuthorizedKeysFile',
      `${at}/authorized`,
      'StrictModes',
      'no',
      'UsePAM',
      'no',
      'PasswordAuthentication',
      'no',
      'PidFile',
      'none',
      'MaxStartups',
      '100',
      'Banner',
      `${at}/banner`,
    ];
    const words: string[] = [];
    for (let i = 0; i < options.length; i += 2) words.push('-o', `${options[i]}=${options[i + 1]}`);
    if (process.getuid!() === 0) mkdirSync('/run/sshd', { recursive: true });
    server = spawn(SSHD, ['-D', '-e', '-f', '/dev/null', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      let log = '';
      server.stderr!.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('Server listening')) resolve();
      });
      server.on('exit', () => reject(new Error(log)));
    });
    url = `ssh://${userInfo().username}@127.0.0.1:${port}${repository.root}/${repository.name}`;
    keys = { 'ssh-privatekey': read('client'), known_hosts: `[127.0.0.1]:${port} ${read('host.pub')}` };
  });

  afterAll(() => {
    killAll();
    server.kill();
    removeFolders();
  });

  const clone = (changed: Record<string, string>, shell?: string): ReturnType<Workspace['clone']> => {
    const workspace = new Workspace();
    workspace.setSecret({ ...keys, ...changed });
    workspace.fake('sleep', 'echo "sleeps $1"');
    return workspace.clone({ url, shell, gitSecret });
  };

  describeInShells('a clone', (shell) => {
    test('works', async () => {
      const { code, log } = await clone({}, shell);
      expect({ code, log }).toMatchObject({ code: 0 });
    });
  });

  describeInShells('a push', (shell) => {
    test('works, and leaves no key behind', async () => {
      const workspace = new Workspace();
      workspace.setSecret(keys);
      expect(await workspace.clone({ url, shell, gitSecret })).toMatchObject({ code: 0 });
      workspace.sh('cd trees/build; echo new >new');
      const branch = `results/${shell.replace(' ', '-')}`;
      const { code, log } = await workspace.push({ url, shell, gitSecret, branch, message: 'new' });
      expect({ code, log }).toMatchObject({ code: 0 });
      expect(repository.git(`ls-tree --name-only ${branch}`)).toContain('new');
      expect(sh(workspace.base, 'find . -name ssh-privatekey')).toBe('./secret/ssh-privatekey');
    });
  });

  test('accepts a key without a last line feed, and one with Windows line ends', async () => {
    for (const key of [keys['ssh-privatekey'].trimEnd(), keys['ssh-privatekey'].replaceAll('\n', '\r\n')]) {
      const { code, log } = await clone({ 'ssh-privatekey': key });
      expect({ code, log }).toMatchObject({ code: 0 });
    }
  });

  test('rejects a host with another key than the known one', async () => {
    const { code, log, termination } = await clone({
      known_hosts: keys.known_hosts.replace(/ssh-ed25519 \S+/, otherKey()),
    });
    expect(code).toBe(1);
    expect(log).toContain('Host key verification failed.');
    expect(log).not.toContain('retrying in');
    expect(termination).toBe(`the server refuses access to ${url}: check the URL and gitSecret (${gitSecret})`);
  });

  test('fails the Job for a key with a passphrase', async () => {
    const at = folder();
    sh(at, 'ssh-keygen -q -t ed25519 -N secret -f key');
    const { code, termination } = await clone({ 'ssh-privatekey': readFileSync(join(at, 'key'), 'utf8') });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `ssh-privatekey of Secret ${gitSecret} has a passphrase: store a key without one, then increase "run"`,
    });
  });

  test('retries after an error, although the banner of the server looks like a refusal', async () => {
    const workspace = new Workspace();
    workspace.setSecret(keys);
    workspace.fake('sleep', 'echo "sleeps $1"');
    // The first connection shows the banner and then breaks.
    workspace.fake(
      'git',
      `if [ "$1" = ls-remote ] && [ ! -e $HOME/second ]; then
        touch $HOME/second; PATH=$REAL git "$@" >$HOME/out; echo 'fatal: early EOF' >&2; exit 128
      fi
      PATH=$REAL exec git "$@"`,
    );
    const { code, log } = await workspace.clone({ url, gitSecret });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(log).not.toContain('unauthorized');
  });

  test('accepts known_hosts with Windows line ends, and with hashed names', async () => {
    const at = folder();
    sh(at, `echo '${keys.known_hosts.trim()}' >hashed; ssh-keygen -q -H -f hashed`);
    for (const known_hosts of [keys.known_hosts.replaceAll('\n', '\r\n'), readFileSync(join(at, 'hashed'), 'utf8')]) {
      const { code, log } = await clone({ known_hosts });
      expect({ code, log }).toMatchObject({ code: 0 });
    }
  });

  test('rejects an unknown host', async () => {
    const { code, log } = await clone({ known_hosts: 'example.com ssh-ed25519 AAAA\n' });
    expect(code).toBe(1);
    expect(log).toContain('Host key verification failed.');
  });

  test('ends the attempt without retries if the server rejects the key', async () => {
    const at = folder();
    sh(at, 'ssh-keygen -q -t ed25519 -N "" -f key');
    const { code, log, termination } = await clone({ 'ssh-privatekey': readFileSync(join(at, 'key'), 'utf8') });
    expect(code).toBe(1);
    expect(log).toContain('Permission denied (publickey');
    expect(log).not.toContain('retrying in');
    expect(termination).toBe(`the server refuses access to ${url}: check the URL and gitSecret (${gitSecret})`);
  });

  test('names a missing key of the Secret', async () => {
    const { code, termination } = await clone({ known_hosts: '' });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `Secret ${gitSecret} does not exist or has no key known_hosts: create it, then increase "run"`,
    });
  });

  test('the message shows that no Secret is set', async () => {
    const { code, log, termination } = await new Workspace().clone({ url });
    expect(code).toBe(1);
    expect(log).toContain('Host key verification failed.');
    expect(termination).toBe(`the server refuses access to ${url}: check the URL and gitSecret (none)`);
  });

  function otherKey(): string {
    const at = folder();
    sh(at, 'ssh-keygen -q -t ed25519 -N "" -f key');
    return readFileSync(join(at, 'key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
