import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { synthesize } from '../../main';
import { renderChainReadme } from '../../lib/output/readme/chain-readme';
import { renderDistReadme } from '../../lib/output/readme/dist-readme';
import type { Chain, TaskList } from '../../lib/task-list';
import { chainOf } from '../support/chain';
import type { PodSpec } from '../support/chart';
import { restrictedViolations } from '../support/pod-security';
import { writeFiles } from '../support/write-files';

const DIGEST = `sha256:${'5'.repeat(64)}`;
const BUILD = chainOf([
  { taskId: 'build', repoUrl: 'https://example.com/app.git', ref: 'main', image: `node:20@${DIGEST}` },
  { taskId: 'test', parentTaskId: 'build', run: 2 },
  { taskId: 'a__B.c', parentTaskId: 'build' },
  { taskId: 'ship', parentTaskId: 'test' },
]);
const MIRRORED = chainOf([{ taskId: 'docs' }], { name: 'example/web', url: 'https://example.com/web.git', ref: 'v1' });

function blocks(readme: string, language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

function graph(chain: Chain): string[] {
  return (blocks(renderChainReadme(chain, {}), 'mermaid')[0] ?? '').trimEnd().split('\n');
}

function tableRows(readme: string): string[] {
  return readme.split('\n').filter((line) => line.startsWith('| '));
}

/** Runs the README's commands in a shell and returns the arguments of each call of kubectl. */
function kubectlCalls(chain: Chain, namespace?: string): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    writeFileSync(join(folder, 'kubectl'), '#!/bin/sh\n{ printf "%s\\0" "$@"; echo; } >>"$CALLS"\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}`, CALLS: join(folder, 'calls') };
    const [script = ''] = blocks(renderChainReadme(chain, { namespace }), 'sh');
    expect(spawnSync('/bin/sh', ['-eu', '-c', script], { env, cwd: folder }).status).toBe(0);
    expect(existsSync(join(folder, 'injected'))).toBe(false);
    return readFileSync(env.CALLS, 'utf8')
      .trimEnd()
      .split('\0\n')
      .map((call) => call.replace(/\0$/, '').split('\0'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shellPod(chain: Chain): { metadata?: { labels: object }; spec: PodSpec; image: string } {
  const run = kubectlCalls(chain).find(([verb]) => verb === 'run')!;
  const value = (flag: string): string => run.find((arg) => arg.startsWith(flag))!.slice(flag.length);
  return { ...(JSON.parse(value('--overrides=')) as { spec: PodSpec }), image: value('--image=') };
}

describe("a chain's README", () => {
  test('names the commands that apply the folder', () => {
    expect(renderChainReadme(BUILD, {})).toContain('run `npm run apply -- dist/tasks/build`');
  });

  test('has a row for each task', () => {
    expect(tableRows(renderChainReadme(BUILD, {}))).toEqual([
      '| Task | Parent | Image | Ref | Claim | Job |',
      '| --- | --- | --- | --- | --- | --- |',
      `| [\`build\`](build.k8s.yaml) |  | \`node:20@${DIGEST}\` | \`main\` | \`git-repo-pvc-build\` | \`keruta-job-build\` |`,
      '| [`test`](test.k8s.yaml) | `build` | `alpine:3` |  | `git-repo-pvc-build` | `keruta-job-test-run2` |',
      '| [`a__B.c`](a-b-c-d641dada.k8s.yaml) | `build` | `alpine:3` |  | `git-repo-pvc-build` | `keruta-job-a-b-c-d641dada` |',
      '| [`ship`](ship.k8s.yaml) | `test` | `alpine:3` |  | `git-repo-pvc-build` | `keruta-job-ship` |',
    ]);
  });

  test('has a graph of its tasks', () => {
    expect(graph(BUILD)).toEqual([
      'flowchart TD',
      '  t0["<b>build</b><br/>run 1<br/>node:20"];',
      '  t0 --> t1["<b>test</b><br/>run 2<br/>alpine:3"];',
      '  t0 --> t2["<b>a__B.c</b><br/>run 1<br/>alpine:3"];',
      '  t1 --> t3["<b>ship</b><br/>run 1<br/>alpine:3"];',
    ]);
  });

  test('shows the tasks that may fail', () => {
    const chain = chainOf([
      { taskId: 'build' },
      { taskId: 'lint', parentTaskId: 'build', allowFailure: true },
      { taskId: 'repair', parentTaskId: 'lint', allowFailure: false },
    ]);
    expect(graph(chain).slice(1)).toEqual([
      '  t0["<b>build</b><br/>run 1<br/>alpine:3"];',
      '  t0 --> t1["<b>lint</b><br/>run 1, may fail<br/>alpine:3"];',
      '  t1 --> t2["<b>repair</b><br/>run 1<br/>alpine:3"];',
    ]);
    const readme = renderChainReadme(chain, {});
    expect(readme).toContain('The child tasks of a task that may fail also start when it has failed.');
    const [header, , build, lint, repair] = tableRows(readme);
    expect(header).toMatch(/\| Job \| May fail \|$/);
    expect(build).toMatch(/\| `keruta-job-build` \| {2}\|$/);
    expect(lint).toMatch(/\| `keruta-job-lint` \| yes \|$/);
    expect(repair).toMatch(/\| `keruta-job-repair` \| {2}\|$/);
    expect(renderChainReadme(BUILD, {})).not.toContain('may fail');
  });

  test('shows inputs in a column and as dotted lines', () => {
    const chain = chainOf([
      { taskId: 'build' },
      { taskId: 'lint', parentTaskId: 'build' },
      { taskId: 'a__B.c', parentTaskId: 'build' },
      { taskId: 'report', parentTaskId: 'build', inputs: ['lint', 'a__B.c'] },
    ]);
    expect(graph(chain).slice(1)).toEqual([
      '  t0["<b>build</b><br/>run 1<br/>alpine:3"];',
      '  t0 --> t1["<b>lint</b><br/>run 1<br/>alpine:3"];',
      '  t0 --> t2["<b>a__B.c</b><br/>run 1<br/>alpine:3"];',
      '  t0 --> t3["<b>report</b><br/>run 1<br/>alpine:3"];',
      '  t1 -.-> t3;',
      '  t2 -.-> t3;',
    ]);
    const readme = renderChainReadme(chain, {});
    expect(readme).toContain('A task reads the working trees of its inputs (dotted lines) at `/inputs/`.');
    const [header, , , lint, , report] = tableRows(readme);
    expect(header).toBe('| Task | Parent | Inputs | Image | Ref | Claim | Job |');
    expect(lint).toContain('| `build` |  | `alpine:3` |');
    expect(report).toContain('| `build` | `lint`, `a__B.c` | `alpine:3` |');
    expect(renderChainReadme(BUILD, {})).not.toContain('inputs');
  });

  test('has no graph if it would have more lines than Mermaid allows', () => {
    const chainWith = (count: number): Chain => {
      const ids = Array.from({ length: count }, (_, index) => `t${index}`);
      const tasks = ids.map((taskId, index) => ({
        taskId,
        parentTaskId: 'root',
        inputs: ids.slice(Math.max(0, index - 4), index),
      }));
      return chainOf([{}, ...tasks]);
    };
    expect(graph(chainWith(100)).filter((line) => line.includes('-.->'))).toHaveLength(390);
    expect(graph(chainWith(103))).toEqual(['']);
  });

  test('shows the claim and the ref of the repository, or the default branch if there is no ref', () => {
    expect(tableRows(renderChainReadme(MIRRORED, {}))[2]).toContain('| `v1` | `git-repo-pvc-example-web-abed83aa` |');
    expect(tableRows(renderChainReadme(chainOf([{ existingClaim: 'data' }]), {}))[2]).toContain(
      '| default branch | `data` |',
    );
  });

  test('says that an ephemeral task has no claim, and has no command for its tree', () => {
    const ephemeral = chainOf([{ ephemeral: { size: '1Gi' } }]);
    expect(tableRows(renderChainReadme(ephemeral, {}))[2]).toBe(
      '| [`root`](root.k8s.yaml) |  | `alpine:3` | default branch | none: the tree is deleted with the pod | `keruta-job-root` |',
    );
    expect(kubectlCalls(ephemeral).map(([verb]) => verb)).toEqual(['get', 'describe', 'logs', 'exec']);
  });

  test('has a compact graph for many tasks, and none for too many', () => {
    const children = (count: number): object[] =>
      Array.from({ length: count }, (_, index) => ({ taskId: `t${index}`, parentTaskId: 'root' }));
    expect(graph(chainOf([{}, ...children(5)]))[0]).toBe('flowchart TD');
    expect(graph(chainOf([{}, ...children(6)]))[0]).toBe('flowchart LR');
    expect(graph(chainOf([{}, ...children(99)]))).toContain('  t0 --> t99["<b>t98</b> run 1"];');
    expect(graph(chainOf([{}, ...children(200)]))).toEqual(['']);
    expect(tableRows(renderChainReadme(chainOf([{}, ...children(200)]), {}))).toHaveLength(203);
  });

  test('escapes any text of the list', () => {
    const meta = fc.string({
      unit: fc.constantFrom(...'`|<>&"#;[](){}%*_~$\\!-=.:/@ \'\n', '```', 'end', 'a', 'é', '😀'),
    });
    fc.assert(
      fc.property(meta, meta, (ref, image) => {
        const readme = renderChainReadme(chainOf([{ ref, image }]), {});
        expect(graph(chainOf([{ image }]))[1]).toMatch(/^ {2}t0\["(<b>|<\/b>|<br\/>|[\w ./:-]|#\d+;)*"\];$/);
        expect(readme.match(/^```/gm)).toHaveLength(4);
        const [, , row = ''] = tableRows(readme);
        const cell = '(`[^`|\\\\\\n]+`|<code>(\\w|&#\\d+;)*</code>)';
        expect(row).toMatch(new RegExp(`^\\| \\[\`root\`\\]\\(root.k8s.yaml\\) \\|  \\| ${cell} \\| ${cell} \\|`));
      }),
    );
  });
});

describe('the kubectl commands', () => {
  test('use the Job of the task and the namespace of the list', () => {
    const calls = kubectlCalls(BUILD, 'jobs');
    expect(calls.map((call) => call.slice(0, 3))).toEqual(
      ['get', 'describe', 'logs', 'exec', 'run'].map((verb) => ['-n', 'jobs', verb]),
    );
    expect(calls[0]).toEqual(['-n', 'jobs', 'get', 'jobs,pods', '-l', 'root-task-id=build']);
    expect(calls[2]).toEqual(['-n', 'jobs', 'logs', 'job/keruta-job-build', '--all-containers']);
    expect(calls[4]!.slice(-4)).toEqual(['--', 'sh', '-c', "cd '/claim/trees/build' && exec sh"]);
    expect(kubectlCalls(BUILD)[0]![0]).toBe('get');
  });

  test('open a read-only shell that Pod Security `restricted` admits', () => {
    for (const chain of [BUILD, MIRRORED, chainOf([{ existingClaim: 'data', runAsUser: 1000 }])]) {
      const { spec } = shellPod(chain);
      expect(restrictedViolations(spec)).toEqual([]);
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.containers[0]!.volumeMounts).toEqual([{ name: 'git-repo', mountPath: '/claim', readOnly: true }]);
    }
    const claim = (chain: Chain): unknown => shellPod(chain).spec.volumes![0]!.persistentVolumeClaim;
    expect(claim(BUILD)).toEqual({ claimName: 'git-repo-pvc-build' });
    expect(claim(MIRRORED)).toEqual({ claimName: 'git-repo-pvc-example-web-abed83aa' });
    expect(claim(chainOf([{ existingClaim: 'data' }]))).toEqual({ claimName: 'data' });
  });

  test('open the shell as the user of the claim, on the node of its volume', () => {
    const { spec, metadata } = shellPod(chainOf([{ runAsUser: 1000 }]));
    expect(spec.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 });
    expect(metadata!.labels).toEqual({ 'git-repo-claim': 'git-repo-pvc-root' });
    expect(spec.affinity!.podAffinity!.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: metadata!.labels } },
    ]);
    const shared = shellPod(chainOf([{ pvcAccessMode: 'ReadWriteMany', runAsUser: null }]));
    expect(shared.spec.affinity).toBeUndefined();
    expect(shared.spec.securityContext).not.toHaveProperty('runAsUser');
  });

  test('are safe to paste, whatever text the list has', () => {
    const gitImage = `'; touch injected #"$(touch injected)\`touch injected\`\\`;
    expect(shellPod(chainOf([{ gitImage }])).image).toBe(gitImage);
    const imagePullSecrets = ["it's"];
    expect(shellPod(chainOf([{ imagePullSecrets }])).spec.imagePullSecrets).toEqual([{ name: "it's" }]);
  });
});

describe('the README of dist/', () => {
  test('links to every chain and repository, and to the scripts', () => {
    expect(renderDistReadme({ chains: [BUILD, MIRRORED], repositories: [MIRRORED.root.repository!] }, '../tasks.json'))
      .toBe(`<!-- Written from ../tasks.json -->

# Tasks

5 tasks in 2 chains, written by \`npm run synth\` from \`../tasks.json\`. Do not edit these files: change the list and run it again.

Argo CD applies the folders of this directory. Without Argo CD, run \`npm run apply\`. Do not use \`kubectl apply\`: it does not wait for one sync wave before it applies the next, so a child task would copy the working tree of its parent while the parent runs.

| Chain | Tasks | Repository |
| --- | --- | --- |
| [\`build\`](tasks/build/README.md) | 4 | \`https://example.com/app.git\` |
| [\`docs\`](tasks/docs/README.md) | 1 | \`example/web\` |

# Repositories

Each repository has one claim. All chains of the repository use it.

| Repository | URL | Claim |
| --- | --- | --- |
| [\`example/web\`](repositories/example-web-abed83aa/example-web-abed83aa.k8s.yaml) | \`https://example.com/web.git\` | \`git-repo-pvc-example-web-abed83aa\` |

# Scripts

[\`workspace/\`](workspace/README.md) contains the ConfigMap with the scripts that prepare working trees. The Jobs of all tasks mount it.
`);
  });

  test('has no section for repositories if there are none', () => {
    expect(renderDistReadme({ chains: [BUILD], repositories: [] }, '../tasks.json')).not.toContain('# Repositories');
  });
});

test('every link in a README leads to a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    const list: TaskList = { chains: [BUILD, MIRRORED], repositories: [MIRRORED.root.repository!] };
    writeFiles(folder, list, synthesize(list));
    const readmes = ['README.md', 'tasks/build/README.md', 'tasks/docs/README.md'];
    const links = readmes.flatMap((readme) =>
      [...readFileSync(join(folder, readme), 'utf8').matchAll(/\]\((.*?)\)/g)].map(([, to = '']) =>
        join(folder, dirname(readme), to),
      ),
    );
    expect(links).toHaveLength(9);
    expect(links.filter((file) => !existsSync(file))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a chain that pushes', () => {
  const readmeOf = (repoUrl: string, push: object, ref?: string): string =>
    renderChainReadme(
      chainOf([
        { taskId: 'fix', repoUrl, ref },
        { taskId: 'publish', parentTaskId: 'fix', repoUrl, push: { branch: 'results/a#b', ...push } },
      ]),
      {},
    );

  test('has a table of the branches, and shows them in the graph', () => {
    const readme = readmeOf('https://git.example.com/app.git', {});
    expect(tableRows(readme).at(-1)).toBe('| `publish` | `results/a#b` | `https://git.example.com/app.git` |  |');
    expect(readme).toContain('push to results/a#35;b"];');
    expect(renderChainReadme(BUILD, {})).not.toContain('push');
  });

  test.each([
    ['https://github.com/team/app.git', undefined, {}, 'https://github.com/team/app/compare/results/a%23b'],
    ['git@github.com:team/app.git', 'refs/heads/main', {}, 'https://github.com/team/app/compare/main...results/a%23b'],
    [
      'ssh://git@gitlab.example.com/a/b/app',
      'main',
      {},
      'https://gitlab.example.com/a/b/app/-/compare/main...results/a%23b',
    ],
    ['https://codeberg.org/team/app.git', 'v1', {}, 'https://codeberg.org/team/app/compare/v1...results/a%23b'],
    ['https://gitlab.com/team/app.git', undefined, {}, ''],
    [
      'https://git.example.com/app',
      'main',
      { url: 'https://github.com/fork/app' },
      'https://github.com/fork/app/compare/results/a%23b',
    ],
  ])('links the comparison at %s from %s, %j', (repoUrl, ref, push, url) => {
    const cell = tableRows(readmeOf(repoUrl, push, ref))
      .at(-1)!
      .split('|')
      .at(-2)!
      .trim();
    expect(cell).toBe(url && `<${url}>`);
  });
});
