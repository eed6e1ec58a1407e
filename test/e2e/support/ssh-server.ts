import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { run } from './run';

const SSHD = '/usr/sbin/sshd';
const { username, uid } = userInfo();

/** An sshd that accepts one key of this user, for git commands only. */
export class SshServer {
  static async start(folder: string, host: string): Promise<SshServer> {
    const port = await freePort();
    for (const key of ['host', 'client']) {
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'e2e', '-f', join(folder, key)]);
    }
    copyFileSync(join(folder, 'client.pub'), join(folder, 'authorized_keys'));
    writeFileSync(
      join(folder, 'sshd_config'),
      `Port ${port}
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/authorized_keys
AllowUsers ${username}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile none
ForceCommand git shell -c "$SSH_ORIGINAL_COMMAND"
`,
    );
    if (uid === 0) mkdirSync('/run/sshd', { recursive: true }); // root's sshd needs it.
    const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [log] = (await Promise.race([once(child.stderr, 'data'), once(child, 'error')])) as [Buffer | Error];
    if (!log.toString().includes('listening')) throw new Error(`${SSHD} does not start: ${log.toString()}`);
    return new SshServer(child, folder, host, port);
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly host: string,
    private readonly port: number,
  ) {}

  async stop(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.kill();
    await ended;
  }

  url(path: string): string {
    return `ssh://${username}@${this.host}:${this.port}${path}`;
  }

  get privateKey(): string {
    return readFileSync(join(this.folder, 'client'), 'utf8');
  }

  /** Returns the server's address and public key. */
  get knownHosts(): string {
    return `[${this.host}]:${this.port} ${readFileSync(join(this.folder, 'host.pub'), 'utf8')}`;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
