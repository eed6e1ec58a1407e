import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer, type Intercept } from './support/git-server';
import { Repository } from './support/repository';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

beforeEach(() => {
  server.intercept = () => false;
});

afterAll(() => cleanUp(server));

/** Returns a workspace whose `sleep` only prints its argument. */
function workspaceWithoutSleep(): Workspace {
  const workspace = new Workspace();
  workspace.fake('sleep', 'echo "sleeps $1"');
  return workspace;
}

function pauses(log: string): number[] {
  return [...log.matchAll(/^retrying in (\d+) seconds\nsleeps \1$/gm)].map(([, seconds]) => Number(seconds));
}

/** Fails the first `times` requests. */
function failing(times: number, fail: (response: ServerResponse) => void, path = ''): Intercept {
  return (request, response) => {
    if (!request.url!.includes(path) || times === 0) return false;
    times -= 1;
    fail(response);
    return true;
  };
}

test.each<[string, (response: ServerResponse) => void]>([
  ['503', (response) => response.writeHead(503).end()],
  ['500', (response) => response.writeHead(500).end()],
  ['429', (response) => response.writeHead(429).end()],
  ['a reset connection', (response) => response.socket!.resetAndDestroy()],
  [
    'an answer cut short',
    (response) => response.writeHead(200, { 'Content-Length': 9999 }).write('00', () => response.destroy()),
  ],
])('%s is retried after growing pauses', async (_, fail) => {
  server.intercept = failing(3, fail);
  const { code, log } = await workspaceWithoutSleep().clone({ url });
  expect(code).toBe(0);
  const [one, two, three, ...more] = pauses(log);
  expect(within(one, 2) && within(two, 4) && within(three, 8)).toBe(true);
  expect(more).toEqual([]);
});

test('an answer that is not from a git server does not fail the Job', async () => {
  server.intercept = failing(9, (response) => response.end('<html>Welcome to our network!</html>'));
  expect(await workspaceWithoutSleep().clone({ url, ref: 'topic' })).toMatchObject({
    code: 1,
    termination: `${url} is an empty repository, or not a git repository`,
  });
});

test('a URL that contains the words of an error message is not taken for one', async () => {
  const sounds = 'http://no-such-host.invalid/certificate-denied/repository-not-found-403.git';
  expect(pauses((await workspaceWithoutSleep().clone({ url: sounds })).log)).toHaveLength(5);
});

test.each([
  ['without a proxy', {}, false],
  ['with a proxy of Istio', { ISTIO_STATUS: '{}', LINKERD_VERSION: '' }, true],
  ['with a proxy of Linkerd', { ISTIO_STATUS: '', LINKERD_VERSION: 'edge' }, true],
])('a clone that fails in a pod %s names the service mesh if there is one', async (_, env, named) => {
  const { log } = await workspaceWithoutSleep().clone({ url: 'http://no-such-host.invalid/a.git', env });
  expect(log.includes('this pod has the proxy of a service mesh')).toBe(named);
});

test('an interrupted transfer is retried', async () => {
  server.intercept = failing(2, (response) => response.socket!.resetAndDestroy(), 'git-upload-pack');
  const { code, log } = await workspaceWithoutSleep().clone({ url });
  expect(code).toBe(0);
  expect(pauses(log)).toHaveLength(2);
});

test('a stalled transfer is ended and retried', async () => {
  let stalled: ServerResponse | undefined;
  server.intercept = failing(
    1,
    (response) => {
      stalled = response;
      response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-result' }).flushHeaders();
    },
    'git-upload-pack',
  );
  const env = { GIT_HTTP_LOW_SPEED_TIME: '1' };
  const { code, log } = await workspaceWithoutSleep().clone({ url, env });
  expect(code).toBe(0);
  expect(log).toMatch(/Operation too slow/);
  expect(stalled!.destroyed).toBe(true);
});

test('a server that does not answer is retried, and gets more time with each try', async () => {
  const workspace = workspaceWithoutSleep();
  workspace.fake('timeout', 'shift; PATH=$REAL exec timeout 0.1 "$@"');
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const { code, log } = await workspace.clone({ url: `http://127.0.0.1:${port}/app.git` });
  silent.close();
  expect(code).toBe(1);
  expect(pauses(log)).toHaveLength(5);
  expect(log.match(/^no answer in \d+ s$/gm)).toEqual(
    [60, 120, 180, 240, 300, 360].map((seconds) => `no answer in ${seconds} s`),
  );
});

test('a server that needs more than a minute for the first byte of a pack is cloned', async () => {
  const workspace = workspaceWithoutSleep();
  workspace.fake(
    'git',
    `case "$*" in *' clone '*)
      echo "limit $GIT_HTTP_LOW_SPEED_TIME"
      if [ $GIT_HTTP_LOW_SPEED_TIME -lt 180 ]; then echo 'fatal: RPC failed; curl 28 Operation too slow' >&2; exit 128; fi
    esac
    PATH=$REAL exec git "$@"`,
  );
  const { code, log } = await workspace.clone({ url });
  const seconds = [...log.matchAll(/^limit (\d+)$/gm)].map(([, limit]) => Number(limit));
  expect({ code, seconds }).toEqual({ code: 0, seconds: [60, 120, 180] });
});

test('an error that the server printed about its own disk is retried', async () => {
  const workspace = workspaceWithoutSleep();
  workspace.fake(
    'git',
    `case "$*" in *' clone '*)
      printf 'remote: fatal: write error: No space left on device\nremote: Access denied\nfatal: early EOF\n' >&2; exit 128
    esac
    PATH=$REAL exec git "$@"`,
  );
  expect(pauses((await workspace.clone({ url })).log)).toHaveLength(5);
});

test.each([
  ['that refuses connections', 'http://127.0.0.1:1/app.git'],
  ['that has no address', 'http://no-such-host.invalid/app.git'],
])('a server %s is retried for up to two minutes', async (_, unreachable) => {
  const { code, log, termination } = await workspaceWithoutSleep().clone({ url: unreachable });
  expect(code).toBe(1);
  expect(log).toContain(`fatal: unable to access '${unreachable}/'`);
  expect(termination).toBe(`cloning ${unreachable} failed: see the git output above`);
  const slept = pauses(log);
  expect(slept).toHaveLength(5);
  const seconds = slept.reduce((sum, pause) => sum + pause, 0);
  expect(seconds).toBeGreaterThanOrEqual(62);
  expect(seconds).toBeLessThanOrEqual(124);
});

test('pauses differ between pods', async () => {
  const logs = await Promise.all(
    Array.from({ length: 4 }, () => workspaceWithoutSleep().clone({ url: 'http://127.0.0.1:1/app.git' })),
  );
  expect(new Set(logs.map(({ log }) => String(pauses(log)))).size).toBeGreaterThan(1);
});

test('a volume that becomes full during the transfer ends the attempt without retries', async () => {
  const workspace = workspaceWithoutSleep();
  workspace.fake(
    'git',
    `case "$*" in *' clone '*) echo 'fatal: write error: No space left on device' >&2; exit 128 ;; esac
    PATH=$REAL exec git "$@"`,
  );
  const { code, log, termination } = await workspace.clone({ url });
  expect(code).toBe(1);
  expect(log).toContain('No space left on device');
  expect(pauses(log)).toEqual([]);
  expect(termination).toContain(`cloning ${url} failed, because the volume cannot be written:`);
  expect(log).toMatch(/^\d+ MB are free on the volume\n$/m);
});

function within(pause: number | undefined, base: number): boolean {
  return pause !== undefined && pause >= base && pause <= 2 * base;
}
