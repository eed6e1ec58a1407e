import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WAIT_SCRIPT, waitContainer } from '../../lib/workspace/wait-container';
import { testsThatNeed } from '../support/tools';

const folder = mkdtempSync(join(tmpdir(), 'wait-'));
const TERMINATION_LOG = join(folder, 'termination-log');
const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** Runs the script. Returns its exit code and output. */
async function wait(
  ...sidecars: { name: string; port: number; deadlineSeconds: number }[]
): Promise<[number | null, string]> {
  const resources = { requests: {}, limits: {} };
  const [shell = '', ...args] = waitContainer({ sidecars, image: 'git', resources }).command!;
  const child = spawn(shell, args, { env: { ...process.env, TERMINATION_LOG } });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (output += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve([code, output])));
}

async function listen(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** Returns a port that no program listens on. */
async function freePort(): Promise<number> {
  const port = await listen('127.0.0.1');
  const server = servers.pop()!;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

testsThatNeed('shellcheck').test('the script passes shellcheck', () => {
  expect(spawnSync('shellcheck', ['--shell=sh', '-'], { input: WAIT_SCRIPT, encoding: 'utf8' }).stdout).toBe('');
});

test('ends when a program listens on each port', async () => {
  const [first, second] = [await listen('127.0.0.1'), await listen('0.0.0.0')];
  expect(
    await wait({ name: 'a', port: first, deadlineSeconds: 30 }, { name: 'b', port: second, deadlineSeconds: 30 }),
  ).toEqual([0, `the sidecar a listens on port ${first}\nthe sidecar b listens on port ${second}\n`]);
});

test('waits for a program that listens later', async () => {
  const port = await freePort();
  const waiting = wait({ name: 'a', port, deadlineSeconds: 60 });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const server = createServer();
  servers.push(server);
  server.listen(port, '127.0.0.1');
  expect((await waiting)[0]).toBe(0);
});

test('fails if no program listens in time, and names the sidecar in the termination message', async () => {
  const [used, port] = [await listen('127.0.0.1'), await freePort()];
  const [code, output] = await wait(
    { name: 'a', port: used, deadlineSeconds: 1 },
    { name: 'b', port, deadlineSeconds: 1 },
  );
  const message = `the sidecar b does not listen on port ${port} after 1 s: see the log of the container b\n`;
  expect([code, output]).toEqual([1, `the sidecar a listens on port ${used}\n${message}`]);
  expect(readFileSync(TERMINATION_LOG, 'utf8')).toBe(message);
});
