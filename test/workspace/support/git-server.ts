import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { PLAIN, USER } from './user';

export interface GitServerProps {
  /** The folder of the repositories. */
  readonly root: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Returns `true` if it has answered the request. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A git server on loopback: git's `http-backend` behind an HTTP server of Node.js. */
export class GitServer {
  /** Method, path with query, and Authorization header of every request. */
  readonly requests: { readonly line: string; readonly authorization?: string }[] = [];
  /** Number of fetches. */
  fetches = 0;
  /** Total size of all answers in bytes. */
  bytes = 0;
  intercept: Intercept = () => false;
  private onCommand: (name: string) => Promise<void> = () => Promise.resolve();
  private readonly server: Server;

  private constructor(private readonly props: GitServerProps) {
    const listener: RequestListener = (request, response) => this.answer(request, response);
    this.server = props.tls ? createSecureServer(props.tls, listener) : createServer(listener);
  }

  static async start(props: GitServerProps): Promise<GitServer> {
    const server = new GitServer(props);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.props.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** Returns the URL of a repository. */
  url(name: string): string {
    return `${this.origin}/${name}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Delays the answer to the next command of this name in git's protocol until `release` is called. */
  hold(command: 'ls-refs' | 'fetch'): { arrived: Promise<void>; release: () => void } {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => {
      this.onCommand = async (name) => {
        if (name !== command) return;
        this.onCommand = () => Promise.resolve();
        resolve();
        await released;
      };
    });
    return { arrived, release };
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization } = request.headers;
    this.requests.push({ line: `${request.method} ${request.url}`, authorization });
    if (this.intercept(request, response)) return;
    if (!this.isAllowed(authorization)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    this.serve(request, response);
  }

  private isAllowed(authorization: string | undefined): boolean {
    if (!this.props.credentials) return true;
    const { username, password } = this.props.credentials;
    return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      ...USER,
      env: {
        ...PLAIN,
        GIT_PROJECT_ROOT: this.props.root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        REMOTE_USER: 'tester',
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
    });
    backend.stdin.on('error', () => undefined);
    void this.pass(request, backend.stdin);
    response.on('close', () => backend.kill());
    let head: Buffer | undefined = Buffer.alloc(0);
    backend.stdout.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (!head) {
        if (!response.write(chunk)) {
          backend.stdout.pause();
          response.once('drain', () => backend.stdout.resume());
        }
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const fields = head
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': ') as [string, string]);
      const status = Number.parseInt(fields.find(([name]) => name === 'Status')?.[1] ?? '200', 10);
      response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== 'Status')));
      response.write(head.subarray(end + 4));
      head = undefined;
    });
    backend.stdout.on('end', () => response.end());
  }

  /** Forwards the body of a request, after `onCommand` for the command that it starts with. */
  private async pass(request: IncomingMessage, to: Writable): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const name = /^....command=(ls-refs|fetch)/.exec(plain.subarray(0, 40).toString('latin1'))?.[1];
    if (name === 'fetch') this.fetches += 1;
    if (name) await this.onCommand(name);
    to.end(body);
  }
}
