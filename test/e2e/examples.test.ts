import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { claimName, jobName } from '../../lib/kubernetes/names';
import { GitServer } from './support/git-server';
import { inspect } from './support/inspect';
import { Namespace } from './support/namespace';
import { HOST, IMAGE } from './support/parameters';

interface Entry {
  readonly taskId: string;
  readonly command?: readonly string[];
  readonly sidecars?: readonly { readonly startupProbe: { readonly port: number } }[];
}

interface List {
  readonly defaults?: object;
  readonly tasks: readonly Entry[];
}

let namespace: Namespace;
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(HOST);
});

beforeEach(async () => {
  namespace = await Namespace.create();
});

afterEach(() => namespace.remove());

afterAll(() => server.stop());

function sh(script: string): string[] {
  return ['sh', '-euc', script];
}

/** Returns the Secret for the private repositories of the server. */
function gitSecret(): Record<string, string> {
  return { username: server.user, password: server.password, 'ca.crt': server.certificates.ca };
}

/**
 * Returns a list of this project for the namespace: all images are one with git and sh, each sidecar answers with its port,
 * and `commands` replaces the commands that need another image.
 */
function adapt(file: string, urls: Readonly<Record<string, string>>, commands: Record<string, string> = {}): List {
  let text = readFileSync(resolve(__dirname, '../..', file), 'utf8');
  for (const [url, local] of Object.entries(urls)) text = text.replaceAll(url, local);
  text = text.replaceAll(/"image": "[^"]*"/g, `"image": ${JSON.stringify(IMAGE)}`);
  const { defaults, tasks, ...rest } = JSON.parse(text) as List;
  return {
    ...rest,
    defaults: { ...defaults, gitImage: IMAGE },
    tasks: tasks.map(({ command, sidecars, ...task }) => ({
      ...task,
      command: commands[task.taskId] === undefined ? command : sh(commands[task.taskId]!),
      sidecars: sidecars?.map(({ startupProbe: { port } }, index) => ({
        name: `sidecar-${index}`,
        image: IMAGE,
        command: sh(`exec nc -lk -p ${port} -e echo ${port}`),
        startupProbe: { port },
      })),
    })),
  };
}

test('tasks.json', async () => {
  await server.commit('Spoon-Knife.git', { 'index.html': '<p>\n', 'README.md': 'Spoon-Knife\n' });
  await server.commit('Hello-World.git', { README: 'Hello World!\n' });
  await server.branch('Hello-World.git', 'test');
  await server.commit('private/git-consortium.git', { README: 'consortium\n' });
  await namespace.createSecret('git-credentials', gitSecret());
  await namespace.createClaim('shared-data');
  const list = adapt('tasks.json', {
    'https://github.com/octocat/git-consortium.git': server.httpsUrl('private/git-consortium.git'),
    'https://github.com/octocat/': server.httpUrl(''),
  });
  const output = await namespace.complete(list);
  expect(output).not.toContain('failed');
  expect(await namespace.log(jobName('report', 1))).toMatch(
    /^What report found\n(.*\n)*.*index\.html\n(.*\n)*.* total\n$/,
  );
});

test('agent.json: the agent has its prompt, its key and a database, a review sees the checks, and a branch is pushed', async () => {
  await server.commit('private/agent.git', {
    'tools/agent.sh': [
      'cat "$1"; echo "key $(cat "$AGENT_KEY_FILE")"',
      'case $1 in',
      '*/fix.md)',
      '  echo "model $AGENT_MODEL"; nc -w 5 127.0.0.1 5432 < /dev/null; echo fixed > bug',
      '  # The agent stops once in the middle of its work.',
      `  test -e plan || { touch plan; exit 1; } ;;`,
      '*) cat bug /inputs/check/report ;;',
      'esac',
    ].join('\n'),
    'tools/check.sh': 'test "$(cat bug)" = fixed; echo "no errors" > report',
    bug: 'broken\n',
  });
  await namespace.createConfigMap('agent-settings', { MODEL: 'large' });
  await namespace.createConfigMap('agent-prompts', { 'fix.md': 'Fix the bug.\n', 'review.md': 'Review it.\n' });
  await namespace.createSecret('agent-key', { key: 'hush' });
  for (const name of ['git-read', 'git-push']) await namespace.createSecret(name, gitSecret());
  await namespace.complete(
    adapt('examples/agent.json', { 'https://git.example.com/team/app.git': server.httpsUrl('private/agent.git') }),
  );
  expect(await namespace.pods(jobName('fix', 1))).toHaveLength(2);
  expect(await namespace.log(jobName('fix', 1))).toBe('Fix the bug.\nkey hush\nmodel large\n5432\n');
  expect(await namespace.log(jobName('review', 1))).toBe('Review it.\nkey hush\nfixed\nno errors\n');
  expect(await inspect(namespace, IMAGE, claimName('fix'), 'cd trees; ls; ! grep -r hush .')).toBe(
    'check\nfix\nreview\n',
  );
  const show = ['log', '--format=%an: %s', '--name-only', 'main..results/fix'];
  expect(await server.git('private/agent.git', ...show)).toBe('Agent: Fix the bug\n\nbug\nplan\n');
});

test('ci-pipeline.json: tasks run side by side, share a cache, and a report joins their results', async () => {
  await server.commit('pipeline.git', { README: 'hello\n' });
  await namespace.createClaim('npm-cache');
  const list = adapt(
    'examples/ci-pipeline.json',
    { 'https://git.example.com/team/app.git': server.httpUrl('pipeline.git') },
    {
      install: 'echo package > "$npm_config_cache/package"; grep ndots:1 /etc/resolv.conf',
      lint: 'cat /cache/package > result',
      'unit-tests': 'nc -w 5 127.0.0.1 6379 < /dev/null > result',
      'browser-tests': 'test "$(df -m /dev/shm | awk \'NR == 2 { print $2 }\')" = 1024; cat /cache/package > result',
      report: 'cd /inputs; cat lint/result unit-tests/result browser-tests/result; test "$CI" = true',
      licenses: 'cat README',
    },
  );
  await namespace.complete(list);
  expect(await namespace.log(jobName('report', 1))).toBe('package\n6379\npackage\n');
  expect(await namespace.log(jobName('licenses', 1))).toBe('hello\n');
});
