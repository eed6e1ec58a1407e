import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { makeCertificates, type Certificates } from './certificates';
import { run } from './run';
import { SshServer } from './ssh-server';

/** Returns the status for the nth request of a path. For a repository, git answers after it is resolved. */
export type Answer = (nth: number, body: string) => number | Promise<number>;

/** Serves git repositories of this machine to pods: over http, https with a private CA, and ssh. Private ones can be pushed to. */
export class GitServer {
  static async start(host: string): Promise<GitServer> {
    const folder = mkdtempSync(join(tmpdir(), 'e2e-git-'));
    const certificates = await makeCertificates(folder, host);
    return new GitServer(host, folder, certificates, await SshServer.start(folder, host)).listen();
  }

  readonly user = 'bot';
  readonly password = 'correct-horse';
  private readonly plain = http.createServer((request, response) => void this.serve(request, response));
  private readonly secure: https.Server;
  private readonly answers = new Map<string, Answer>();
  private readonly requests = new Map<string, number>();
  private readonly bytes = new Map<string, number>();

  private constructor(
    private readonly host: string,
    private readonly folder: string,
    readonly certificates: Certificates,
    readonly ssh: SshServer,
  ) {
    this.secure = https.createServer(certificates, (request, response) => void this.serve(request, response));
  }

  async stop(): Promise<void> {
    for (const server of [this.plain, this.secure]) {
      server.closeAllConnections();
      server.close();
    }
    await this.ssh.stop();
    rmSync(this.folder, { recursive: true });
  }

  httpUrl(path: string): string {
    return `http://${this.host}:${portOf(this.plain)}/${path}`;
  }

  httpsUrl(path: string): string {
    return `https://${this.host}:${portOf(this.secure)}/${path}`;
  }

  sshUrl(path: string): string {
    return this.ssh.url(join(this.folder, path));
  }

  /** Commits files to the branch `main` of a repository, which is created if needed. Returns the commit. */
  async commit(repository: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
    const tree = join(this.folder, 'trees', repository);
    const git = (...args: string[]): Promise<string> =>
      run('git', ['-C', tree, '-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost', ...args]);
    for (const parent of [tree, dirname(join(this.folder, repository))]) mkdirSync(parent, { recursive: true });
    await git('init', '--quiet', '--initial-branch=main', `--separate-git-dir=${join(this.folder, repository)}`);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), content);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message=e2e');
    return (await git('rev-parse', 'HEAD')).trim();
  }

  /** Commits the content of a folder to the branch `main` of a repository, which is created if needed. */
  async commitFolder(repository: string, folder: string): Promise<void> {
    const gitDir = join(this.folder, repository);
    const git = (...args: string[]): Promise<string> =>
      run('git', [
        `--git-dir=${gitDir}`,
        `--work-tree=${folder}`,
        '-c',
        'user.name=e2e',
        '-c',
        'user.email=e2e@localhost',
        ...args,
      ]);
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitDir]);
    await git('add', '--all');
    await git('commit', '--quiet', '--message=e2e');
  }

  async branch(repository: string, name: string): Promise<void> {
    await this.git(repository, 'branch', name);
  }

  /** Runs git in a repository. */
  git(repository: string, ...args: string[]): Promise<string> {
    return run('git', ['-C', join(this.folder, repository), ...args]);
  }

  answer(path: string, answer: Answer): void {
    this.answers.set(`/${path}`, answer);
  }

  /** Returns how many bytes were sent for a repository. */
  sent(repository: string): number {
    return this.bytes.get(`/${repository}`) ?? 0;
  }

  private async listen(): Promise<this> {
    for (const server of [this.plain, this.secure]) await once(server.listen(0), 'listening');
    return this;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const body = await read(request);
    const nth = (this.requests.get(pathname) ?? 0) + 1;
    this.requests.set(pathname, nth);
    const status = await this.answers.get(pathname)?.(nth, body.toString('latin1'));
    const [, repository = '', end = ''] = /^(.*\.git)\/(info\/refs|git-(?:upload|receive)-pack)$/.exec(pathname) ?? [];
    const service = end === 'info/refs' ? searchParams.get('service') : end;
    const program = /^git-(upload-pack|receive-pack)$/.exec(service ?? '')?.[1];
    const isForbidden = program === 'receive-pack' && !repository.startsWith('/private/');
    if (program === undefined || isForbidden) return void response.writeHead(isForbidden ? 403 : (status ?? 404)).end();
    if (repository.startsWith('/private/') && request.headers.authorization !== this.authorization) {
      return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="e2e"' }).end();
    }
    const args = end === 'info/refs' ? ['--http-backend-info-refs'] : [];
    const kind = end === 'info/refs' ? 'advertisement' : 'result';
    const child = spawn('git', [program, '--stateless-rpc', ...args, join(this.folder, repository)], {
      env: { ...process.env, GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    response.writeHead(200, { 'Content-Type': `application/x-git-${program}-${kind}`, 'Cache-Control': 'no-cache' });
    const line = `# service=git-${program}\n`;
    if (end === 'info/refs') response.write(`${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`);
    child.stdout.on('data', (data: Buffer) => this.bytes.set(repository, this.sent(repository.slice(1)) + data.length));
    child.stdin.on('error', () => undefined).end(body);
    await pipeline(child.stdout, response).catch(() => child.kill());
  }

  private get authorization(): string {
    return `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}`;
  }
}

async function read(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function portOf(server: http.Server | https.Server): number {
  return (server.address() as AddressInfo).port;
}
