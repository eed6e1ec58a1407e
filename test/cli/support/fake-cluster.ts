import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Sends its arguments and its input, as one line, to the cluster. Prints what the cluster answers, and exits as it says. */
const KUBECTL = `#!/usr/bin/env bash
exec 3<>"/dev/tcp/127.0.0.1/$FAKE_CLUSTER"
printf 'argument %s\\n' "$@" >&3
printf 'input %s\\n' "$(tr '\\n' ' ')" >&3
while IFS= read -r line <&3; do
  case $line in
    'line '*) printf '%s\\n' "\${line#line }" ;;
    'text '*) printf '%s' "\${line#text }" ;;
    'error '*) printf '%s\\n' "\${line#error }" >&2 ;;
    'exit '*) exit "\${line#exit }" ;;
  esac
done
exit 0
`;

export type Kind = 'jobs' | 'pods' | 'events' | 'applications' | 'persistentvolumeclaims';

export interface Item {
  metadata: { name: string; [field: string]: unknown };
  [field: string]: unknown;
}

interface Change {
  kind: Kind;
  type: string;
  object: Item;
}

interface Call {
  args: string[];
  input: string;
}

interface Reply {
  stdout?: string;
  stderr?: string;
  exitCode?: number;
}

/** The status of a pod that runs. */
export const RUNNING = { phase: 'Running', containerStatuses: [{ name: 'main', state: { running: {} } }] };

/** What kubectl prints if no API server listens. */
const DOWN: Reply = {
  stderr:
    'E1127 15:00:00.000000   1 memcache.go:265] "Unhandled Error"\nThe connection to the server localhost:8080 was refused',
  exitCode: 1,
};

/** A namespace, as far as a kubectl on the PATH can show it: Jobs, pods and events, and watches of them. */
export class FakeCluster {
  static async start(): Promise<FakeCluster> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new FakeCluster(server);
  }

  /** What kubectl was asked to change, in order: its arguments and, where it reads one, the name of an object. */
  readonly changes: string[] = [];
  /** The kinds whose objects it was asked to list, in order. */
  readonly lists: Kind[] = [];
  /** All that kubectl was asked to do, as in `changes`. */
  readonly calls: string[] = [];
  /** The pods that it was asked to create. */
  readonly createdPods: Item[] = [];
  /** The namespaces it was asked for. */
  readonly namespaces = new Set<string>();
  /** Namespace of manifests that name none. */
  defaultNamespace = 'default';
  /** What kubectl's user may not list. */
  readonly refuses = new Set<Kind>();
  /** Whether no call reaches the API server. */
  isDown = false;
  /** Whether pods run as soon as they are created. */
  startsPods = false;
  /** Whether watches get events. */
  notifiesWatches = true;

  private readonly bin = mkdtempSync(join(tmpdir(), 'fake-kubectl-'));
  private readonly objects: Record<Kind, Map<string, Item>> = {
    jobs: new Map(),
    pods: new Map(),
    events: new Map(),
    applications: new Map(),
    persistentvolumeclaims: new Map(),
  };
  private readonly answers: [call: string | RegExp, answer: Promise<Reply>][] = [];
  /** All changes. Their number is the resource version. */
  private readonly history: Change[] = [];
  private readonly watches = new Map<Socket, Kind>();
  private readonly sockets = new Set<Socket>();
  private readonly asked = new EventEmitter().setMaxListeners(0);

  private constructor(private readonly server: Server) {
    writeFileSync(join(this.bin, 'kubectl'), KUBECTL, { mode: 0o755 });
    server.on('connection', (socket) => {
      this.sockets.add(socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket)));
      const args: string[] = [];
      const lines = createInterface({ input: socket });
      // It emits the errors of the socket again, such as when a test stops kubectl.
      lines.on('error', () => undefined);
      lines.on('line', (line) => {
        const [, key, value = ''] = /^(argument|input) (.*)$/.exec(line) ?? [];
        if (key === 'argument') args.push(value);
        if (key === 'input') void this.serve({ args, input: value }, socket);
      });
    });
  }

  /** For processes whose kubectl is to be this cluster's. */
  get env(): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    const PATH = [this.bin, process.env.PATH].join(delimiter);
    return { PATH, FAKE_CLUSTER: String(port) };
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    rmSync(this.bin, { recursive: true });
  }

  put(kind: Kind, item: Item): void {
    const type = this.objects[kind].has(item.metadata.name) ? 'MODIFIED' : 'ADDED';
    this.objects[kind].set(item.metadata.name, item);
    this.notify(kind, type, item);
  }

  remove(kind: Kind, name: string): void {
    const item = this.objects[kind].get(name);
    this.objects[kind].delete(name);
    if (item) this.notify(kind, 'DELETED', item);
  }

  /** Puts a Job that runs or has ended. */
  putJob(name: string, status?: 'Complete' | 'Failed', condition: object = {}): void {
    this.put('jobs', {
      metadata: { name, uid: `uid-of-${name}` },
      status: {
        startTime: '2025-01-01T00:00:00Z',
        completionTime: '2025-01-01T00:01:10Z',
        conditions: status && [{ type: status, status: 'True', ...condition }],
      },
    });
  }

  /** Ends all watches, as API servers do regularly. */
  endWatches(): void {
    for (const socket of this.watches.keys()) socket.end();
    this.watches.clear();
  }

  /** Sets the answer to calls that start with `call`, or match it. The last one counts. */
  answer(call: string | RegExp, reply: Reply | Promise<Reply>): void {
    this.answers.push([call, Promise.resolve(reply)]);
  }

  /** Waits until kubectl has been asked for this change. */
  async change(call: string): Promise<void> {
    while (!this.changes.includes(call)) await once(this.asked, 'change');
  }

  /** Waits until kubectl has been asked for something that starts with `call`. */
  async called(call: string): Promise<void> {
    while (!this.calls.some((each) => each.startsWith(call))) await once(this.asked, 'call');
  }

  /** Waits until the objects of a kind are watched. */
  async watched(kind: Kind): Promise<void> {
    while (![...this.watches.values()].includes(kind)) await once(this.asked, 'watch');
  }

  private async serve({ args, input }: Call, socket: Socket): Promise<void> {
    const url = args[0] === 'get' && args[1] === '--raw' ? new URL(args[2] ?? '', 'http://cluster') : undefined;
    if (url?.searchParams.has('watch')) {
      this.watches.set(socket, kindOf(url));
      this.asked.emit('watch');
      for (const change of this.history.slice(Number(url.searchParams.get('resourceVersion'))))
        this.send(socket, change);
      return;
    }
    const reply = this.isDown ? DOWN : url ? this.list(url) : await this.run(args, input);
    const { stdout = '', stderr = '', exitCode = 0 } = reply;
    const [rest = '', ...lines] = stdout.split('\n').reverse();
    const answer = [
      ...lines.reverse().map((line) => `line ${line}`),
      `text ${rest}`,
      ...(stderr === ''
        ? []
        : stderr
            .trimEnd()
            .split('\n')
            .map((line) => `error ${line}`)),
      `exit ${exitCode}`,
    ];
    socket.end(`${answer.join('\n')}\n`);
  }

  private list(url: URL): Reply {
    this.namespaces.add(/namespaces\/([^/]+)/.exec(url.pathname)?.[1] ?? '');
    const kind = kindOf(url);
    this.lists.push(kind);
    if (this.refuses.has(kind)) return { stderr: `${kind} are forbidden`, exitCode: 1 };
    const items = [...this.objects[kind].values()];
    return { stdout: JSON.stringify({ metadata: { resourceVersion: String(this.history.length) }, items }) };
  }

  private async run(args: string[], input: string): Promise<Reply> {
    const manifest = input.startsWith('{') ? (JSON.parse(input) as Item) : undefined;
    const namespace = args.find((arg) => arg.startsWith('--namespace='))?.slice('--namespace='.length);
    const plain = args.filter((arg) => !/^--(namespace|filename|output)=/.test(arg));
    const call = [plain[0], manifest?.metadata.name, ...plain.slice(1)].filter(Boolean).join(' ');
    if (args.includes('--dry-run=client')) {
      return { stdout: (manifest?.metadata.namespace as string | undefined) ?? this.defaultNamespace };
    }
    if (namespace) this.namespaces.add(namespace);
    this.calls.push(call);
    this.asked.emit('call');
    if (/^(apply|create|delete) /.test(call)) {
      this.changes.push(call);
      this.asked.emit('change');
    }
    const answer = this.answers.findLast(([expected]) =>
      typeof expected === 'string' ? call.startsWith(expected) : expected.test(call),
    );
    if (answer) return answer[1];
    if (!args.includes('--dry-run=server')) this.obey(plain, manifest);
    const objects: Record<string, object> = {
      create: { ...manifest, metadata: { ...manifest?.metadata, uid: `uid-of-${manifest?.metadata.name}` } },
      get: { items: [...this.objects.pods.values()] },
    };
    const object = objects[args[0] ?? ''];
    return { stdout: object ? JSON.stringify(object) : `${call} done\n` };
  }

  private obey([verb, kind, name = '']: string[], manifest: Item | undefined): void {
    if (verb === 'delete') this.remove(kind === 'pod' ? 'pods' : 'jobs', name);
    if (verb !== 'create' || !manifest) return;
    if (manifest.kind !== 'Pod') return this.putJob(manifest.metadata.name);
    this.createdPods.push(manifest);
    this.put('pods', this.startsPods ? { ...manifest, status: RUNNING } : manifest);
  }

  private notify(kind: Kind, type: string, object: Item): void {
    if (!this.notifiesWatches) return;
    const change = { kind, type, object };
    this.history.push(change);
    for (const socket of this.watches.keys()) this.send(socket, change);
  }

  private send(socket: Socket, { kind, ...event }: Change): void {
    if (this.watches.get(socket) === kind) socket.write(`line ${JSON.stringify(event)}\n`);
  }
}

function kindOf(url: URL): Kind {
  return url.pathname.split('/').at(-1) as Kind;
}
