import { parseTaskList } from '../../lib/task-list';

/** A root, and a child of it, that have no mistake. */
const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };

function r(fields: object): object[] {
  return [{ ...root, ...fields }];
}
function c(fields: object): object[] {
  return [root, { ...child, ...fields }];
}

/** What a list is, the list, and what is said of it: line, column, path and reason. */
type Refusal = [name: string, list: unknown, messages: string[]];

function problemsIn(list: unknown): string[] {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json').problems.map(({ line, column, path, message }) =>
    [line, column, ...(path ? [` ${path}`] : []), ` ${message}`].join(':'),
  );
}

describe('the structure of a list', () => {
  test.each<Refusal>([
    ['a number', 5, ['1:1: 5 is not a list of tasks; write an array of tasks, or an object with "tasks"']],
    ['text', 'x', ['1:1: "x" is not a list of tasks; write an array of tasks, or an object with "tasks"']],
    ['an empty list', [], ['1:1: tasks: has no task: Argo CD would delete every Job of an earlier list']],
    ['an object without tasks', {}, ['1:1: has no tasks']],
    [
      'an object with an empty list',
      { tasks: [] },
      ['2:12: tasks: has no task: Argo CD would delete every Job of an earlier list'],
    ],
    ['tasks that are no list', { tasks: { a: 1 } }, ['2:12: tasks: is an object, not a list']],
    [
      'a task that is no object',
      [root, 'b', 3, null, ['c']],
      [
        '7:3: tasks[1]: "b" is text, not an object',
        '8:3: tasks[2]: 3 is a number, not an object',
        '9:3: tasks[3]: null is no value here: leave the field out',
        '10:3: tasks[4]: is a list, not an object',
      ],
    ],
    [
      'a task without an ID',
      [{ repoUrl: 'https://example.com/a.git', image: 'alpine:3' }],
      ['2:3: tasks[0]: has no taskId'],
    ],
    [
      'a task without an image',
      [{ taskId: 'a', repoUrl: 'https://example.com/a.git' }],
      ['2:3: tasks[0]: has no image, and defaults has none'],
    ],
    [
      'a root without a source',
      [{ taskId: 'a', image: 'alpine:3' }],
      ['2:3: tasks[0]: has neither repoUrl nor repository: a root has one of them'],
    ],
    [
      'both sources',
      { repositories: { x: { url: 'https://example.com/a.git' } }, tasks: r({ repository: 'x' }) },
      ['12:7: tasks[0].repository: is given beside repoUrl: a chain has one of them'],
    ],
    [
      'an unknown field',
      r({ pvcStoragSize: '1Gi' }),
      ['6:5: tasks[0].pvcStoragSize: unknown field (did you mean pvcStorageSize?)'],
    ],
    [
      'an unknown field in another style',
      r({ repo_url: 'x' }),
      ['6:5: tasks[0].repo_url: unknown field (did you mean repoUrl?)'],
    ],
    [
      'a part of a field',
      r({ deadline: 1 }),
      ['6:5: tasks[0].deadline: unknown field (did you mean activeDeadlineSeconds?)'],
    ],
    ['a field unlike any other', r({ cron: '* * * * *' }), ['6:5: tasks[0].cron: unknown field']],
    ['an unknown field of the list', { taks: [], tasks: r({}) }, ['2:3: taks: unknown field (did you mean tasks?)']],
    [
      'an unknown field in resources',
      r({ resources: { request: {} } }),
      ['7:7: tasks[0].resources.request: unknown field (did you mean requests?)'],
    ],
    [
      'an unknown field in a toleration',
      r({ tolerations: [{ key: 'a', efect: 'NoSchedule' }] }),
      ['9:9: tasks[0].tolerations[0].efect: unknown field (did you mean effect?)'],
    ],
    [
      'an unknown field of a value from a Secret',
      r({ env: { A: { secret: 's', key: 'k', name: 'n' } } }),
      ['10:9: tasks[0].env.A.name: unknown field'],
    ],
    [
      'an unknown field whose name deceives',
      r({ 'ref\u202e\n': 'x' }),
      ['6:5: tasks[0]["ref\\u202e\\n"]: unknown field (did you mean ref?)'],
    ],
    [
      'a default that can be none',
      { defaults: { gitSecret: 's', run: 2, taskId: 'x', repository: 'r' }, tasks: r({}) },
      [
        '3:5: defaults.gitSecret: can have no default',
        '4:5: defaults.run: can have no default',
        '5:5: defaults.taskId: can have no default',
        '6:5: defaults.repository: can have no default',
      ],
    ],
    [
      'depth of a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git', depth: 1 } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      ['5:7: repositories.x.depth: is not for a repository, which is mirrored whole'],
    ],
    [
      'a field of a task in a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git', image: 'alpine:3' } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      ['5:7: repositories.x.image: unknown field (did you mean gitImage?)'],
    ],
    [
      'a repository without url',
      { repositories: { x: {} }, tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }] },
      ['3:10: repositories.x: has no url'],
    ],
    [
      'null',
      r({ ref: null, command: null, retry: null, run: null, env: { A: null }, readOnlyRootFilesystem: null }),
      [
        '6:12: tasks[0].ref: null is no value here: leave the field out',
        '7:16: tasks[0].command: null is no value here: leave the field out',
        '8:14: tasks[0].retry: null is no value here: leave the field out',
        '9:12: tasks[0].run: null is no value here: leave the field out',
        '11:12: tasks[0].env.A: null is no value here: leave the field out',
        '13:31: tasks[0].readOnlyRootFilesystem: null is no value here: leave the field out',
      ],
    ],
    [
      'wrong types',
      r({
        ref: 1,
        command: 'make',
        args: [1],
        env: ['A=1'],
        readOnlyRootFilesystem: 'true',
        resources: 'large',
        labels: { a: 1 },
        tolerations: {},
        image: { name: 'x' },
        retry: true,
      }),
      [
        '5:14: tasks[0].image: is an object, not text',
        '8:12: tasks[0].ref: 1 is a number, not text',
        '9:16: tasks[0].command: the value is text, not a list',
        '11:7: tasks[0].args[0]: the value is a number, not text',
        '13:12: tasks[0].env: is a list, not an object',
        '16:31: tasks[0].readOnlyRootFilesystem: "true" is text, not true or false',
        '17:18: tasks[0].resources: "large" is text, not an object',
        '19:12: tasks[0].labels.a: 1 is a number, not text',
        '21:20: tasks[0].tolerations: is an object, not a list',
        '22:14: tasks[0].retry: true is not "clean" or "continue"',
      ],
    ],
    [
      'numbers as text',
      r({ run: '2', backoffLimit: '4', runAsUser: '1000' }),
      [
        '6:12: tasks[0].run: "2" is not a whole number from 1 to 999',
        '7:21: tasks[0].backoffLimit: "4" is not a whole number from 0 to 2147483647',
        '8:18: tasks[0].runAsUser: "1000" is not a whole number from 1 to 2147483647',
      ],
    ],
    [
      'an unknown choice',
      r({ retry: 'Clean', pvcAccessMode: 'RWO' }),
      [
        '6:14: tasks[0].retry: "Clean" is not "clean" or "continue"',
        '7:22: tasks[0].pvcAccessMode: "RWO" is not "ReadWriteOnce" or "ReadWriteMany" or "ReadWriteOncePod"',
      ],
    ],
    [
      'variables that may be secret are not shown',
      r({ env: { A: 12345, B: { secret: 'S3CRET!', key: 's' }, C: 'a\u0007' }, command: [4711] }),
      [
        '7:12: tasks[0].env.A: the value is a number, not text or an object',
        '9:19: tasks[0].env.B.secret: the value is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '12:12: tasks[0].env.C: the value has the character U+0007: a control character',
        '15:7: tasks[0].command[0]: the value is a number, not text',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('what refers to something else', () => {
  test.each<Refusal>([
    [
      'an unknown parent',
      c({ parentTaskId: 'zebra' }),
      ['9:21: tasks[1].parentTaskId: "zebra" is no task of the list'],
    ],
    [
      'a misspelt parent',
      [
        { ...root, taskId: 'build' },
        { ...child, parentTaskId: 'biuld' },
      ],
      ['9:21: tasks[1].parentTaskId: "biuld" is no task of the list (did you mean "build"?)'],
    ],
    [
      'a parent in another case',
      [
        { ...root, taskId: 'Build_1' },
        { ...child, parentTaskId: 'build-1' },
      ],
      ['9:21: tasks[1].parentTaskId: "build-1" is no task of the list (did you mean "Build_1"?)'],
    ],
    [
      'a task that is its own parent',
      c({ parentTaskId: 'b' }),
      ['9:21: tasks[1].parentTaskId: "b" is the task itself'],
    ],
    [
      'a cycle',
      [
        { ...child, taskId: 'a', parentTaskId: 'c' },
        { ...child, taskId: 'b', parentTaskId: 'a' },
        { ...child, taskId: 'c', parentTaskId: 'b' },
        { ...child, taskId: 'd', parentTaskId: 'c' },
        root,
      ].slice(0, 4),
      ['4:21: tasks[0].parentTaskId: goes round in a cycle: a -> c -> b -> a'],
    ],
    [
      'a long cycle',
      Array.from({ length: 20 }, (_, i) => ({ ...child, taskId: `t${i}`, parentTaskId: `t${(i + 1) % 20}` })),
      ['4:21: tasks[0].parentTaskId: goes round in a cycle: t0 -> t1 -> t2 -> t3 -> t4 -> (15 more) -> t0'],
    ],
    [
      'an ID that is there twice',
      [root, { ...root, repoUrl: 'https://example.com/b.git' }],
      ['8:15: tasks[1].taskId: "a" is there twice (see line 3, column 15)'],
    ],
    [
      'an unknown repository',
      {
        repositories: { 'example/repo': { url: 'https://example.com/a.git' } },
        tasks: [
          { taskId: 'a', repository: 'example/rep', image: 'alpine:3' },
          { taskId: 'b', repository: 'constructor', image: 'alpine:3' },
        ],
      },
      [
        '10:21: tasks[0].repository: "example/rep" is none of the list\'s repositories (did you mean "example/repo"?)',
        '15:21: tasks[1].repository: "constructor" is none of the list\'s repositories',
      ],
    ],
    [
      'a child with fields of a root',
      c({ pvcStorageSize: '2Gi', ref: 'main', gitSecret: 's', existingClaim: 'c', depth: 1, runAsUser: null }),
      [
        "11:5: tasks[1].pvcStorageSize: is a root's field: a child works on its chain's claim, from its parent's tree",
        "12:5: tasks[1].ref: is a root's field: a child works on its chain's claim, from its parent's tree",
        "13:5: tasks[1].gitSecret: is a root's field: a child works on its chain's claim, from its parent's tree",
        "14:5: tasks[1].existingClaim: is a root's field: a child works on its chain's claim, from its parent's tree",
        "15:5: tasks[1].depth: is a root's field: a child works on its chain's claim, from its parent's tree",
        "16:5: tasks[1].runAsUser: is a root's field: a child works on its chain's claim, from its parent's tree",
      ],
    ],
    [
      "a child with another repoUrl than its root's",
      c({ repoUrl: 'https://example.com/b.git' }),
      [
        '11:16: tasks[1].repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root, tasks[0] (see line 2, column 3)',
      ],
    ],
    [
      "a child with another repository than its root's",
      { repositories: { x: { url: 'https://example.com/a.git' } }, tasks: c({ repository: 'x' }) },
      ['17:21: tasks[1].repository: "x" is not the repository of the chain\'s root, tasks[0] (see line 8, column 5)'],
    ],
    [
      'a grandchild with another repoUrl',
      [...c({}), { ...child, taskId: 'c', parentTaskId: 'b', repoUrl: 'https://example.com/b.git' }],
      [
        '16:16: tasks[2].repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root, tasks[0] (see line 2, column 3)',
      ],
    ],
    [
      'a root on a repository with fields of the repository',
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: [
          {
            taskId: 'a',
            repository: 'x',
            image: 'alpine:3',
            pvcStorageSize: '2Gi',
            gitImage: 'alpine:3',
            depth: 1,
            existingClaim: 'data',
            ref: 'main',
          },
        ],
      },
      [
        '12:7: tasks[0].pvcStorageSize: belongs to the repository "x": say it there',
        '13:7: tasks[0].gitImage: belongs to the repository "x": say it there',
        '14:7: tasks[0].depth: is not for a root on a repository, which is mirrored whole',
        '15:7: tasks[0].existingClaim: is given beside repository, which has a claim of its own',
      ],
    ],
    [
      'a root on an existing claim with fields of a new one',
      r({
        existingClaim: 'data',
        pvcStorageSize: '2Gi',
        pvcStorageClass: 'fast',
        keepClaim: true,
        pvcAccessMode: 'ReadWriteMany',
      }),
      [
        "7:5: tasks[0].pvcStorageSize: can't be said of a claim that exists",
        "8:5: tasks[0].pvcStorageClass: can't be said of a claim that exists",
        "9:5: tasks[0].keepClaim: can't be said of a claim that exists",
      ],
    ],
    [
      'argoCd without a namespace',
      { argoCd: { repoURL: 'https://example.com/a.git' }, tasks: r({}) },
      ["2:3: argoCd: needs the list's namespace: where the tasks run"],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('names that meet', () => {
  test.each<Refusal>([
    [
      'a root and a repository that want one claim',
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: r({ taskId: 'x' }).concat({ taskId: 'y', repository: 'x', image: 'alpine:3' }),
      },
      [
        '9:17: tasks[0].taskId: "x" and "x" (repositories.x) both want the claim git-repo-pvc-x (see line 3, column 10)',
      ],
    ],
    [
      'an existing claim that the list makes for a root',
      [root, { ...root, taskId: 'b', existingClaim: 'git-repo-pvc-a' }],
      [
        '11:22: tasks[1].existingClaim: "git-repo-pvc-a" is the claim that the list makes for tasks[0].taskId (see line 3, column 15)',
      ],
    ],
    [
      'an existing claim that the list makes for a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: [
          { ...root, existingClaim: 'git-repo-pvc-x' },
          { taskId: 'y', repository: 'x', image: 'alpine:3' },
        ],
      },
      [
        '12:24: tasks[0].existingClaim: "git-repo-pvc-x" is the claim that the list makes for repositories.x (see line 3, column 10)',
      ],
    ],
    [
      'two IDs with one hash',
      [
        { ...root, taskId: `${'x'.repeat(36)}.${'y'.repeat(10)}34703` },
        { ...root, taskId: `${'x'.repeat(36)}.${'y'.repeat(10)}49483` },
      ],
      [
        '8:15: tasks[1].taskId: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyy49483" and "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyy34703" (tasks[0].taskId) both want the name xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-6ee778c7 (see line 3, column 15)',
      ],
    ],
    [
      'two roots on one existing claim that differ about it',
      [
        { ...root, existingClaim: 'data', runAsUser: 1000 },
        { ...root, taskId: 'b', existingClaim: 'data', pvcAccessMode: 'ReadWriteMany' },
      ],
      [
        '13:22: tasks[1].existingClaim: "data" has the runAsUser 65534 here and 1000 for tasks[0] (see line 2, column 3)',
        '13:22: tasks[1].existingClaim: "data" has the fsGroup 65534 here and 1000 for tasks[0] (see line 2, column 3)',
        '14:22: tasks[1].pvcAccessMode: "data" has the pvcAccessMode "ReadWriteMany" here and "ReadWriteOnce" for tasks[0] (see line 2, column 3)',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('values', () => {
  test.each<Refusal>([
    [
      'IDs',
      [
        { ...root, taskId: '' },
        { ...root, taskId: 'a b' },
        { ...root, taskId: '-a' },
        { ...root, taskId: 'x'.repeat(64) },
        { ...root, taskId: 'é' },
      ],
      [
        '3:15: tasks[0].taskId: "" is empty',
        '8:15: tasks[1].taskId: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '13:15: tasks[2].taskId: "-a" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '18:15: tasks[3].taskId: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '23:15: tasks[4].taskId: "é" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'a name of a repository',
      {
        repositories: { '/x': { url: 'https://example.com/a.git' }, '': { url: 'https://example.com/a.git' } },
        tasks: r({}),
      },
      [
        '3:5: repositories["/x"]: "/x" is not a name of a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends',
        '6:5: repositories[""]: "" is not a name of a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends',
      ],
    ],
    [
      'a namespace',
      { namespace: 'My.ns', tasks: r({}) },
      [
        '2:16: namespace: "My.ns" is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
      ],
    ],
    [
      'names of Kubernetes objects',
      r({
        pvcStorageClass: 'Fast',
        gitSecret: 'a_b',
        serviceAccountName: '',
        priorityClassName: 'a..b',
        imagePullSecrets: ['ok', '-x', 'x'.repeat(254)],
      }),
      [
        '6:24: tasks[0].pvcStorageClass: "Fast" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '7:18: tasks[0].gitSecret: "a_b" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '8:27: tasks[0].serviceAccountName: "" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '9:26: tasks[0].priorityClassName: "a..b" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '12:7: tasks[0].imagePullSecrets[1]: "-x" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '13:7: tasks[0].imagePullSecrets[2]: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxx" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
      ],
    ],
    [
      'an existing claim',
      r({ existingClaim: 'Data' }),
      [
        '6:22: tasks[0].existingClaim: "Data" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
      ],
    ],
    [
      'a pull secret that is there twice',
      r({ imagePullSecrets: ['a', 'b', 'a'] }),
      ['6:25: tasks[0].imagePullSecrets: ["a","b","a"] has "a" twice'],
    ],
    [
      'label keys and values',
      r({ labels: { 'a b': 'x', 'example.com/': 'x', 'Example.com/a': 'x', ok: 'a b', long: 'x'.repeat(64) } }),
      [
        '7:7: tasks[0].labels["a b"]: "a b" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '8:7: tasks[0].labels["example.com/"]: "example.com/" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '9:7: tasks[0].labels["Example.com/a"]: "Example.com/a" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '10:13: tasks[0].labels.ok: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '11:15: tasks[0].labels.long: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'node selectors',
      r({ nodeSelector: { '': 'x', a: '-' } }),
      [
        '7:7: tasks[0].nodeSelector[""]: "" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '8:12: tasks[0].nodeSelector.a: "-" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'annotation keys',
      r({ annotations: { 'a b': 'x', 'a/b/c': '' } }),
      [
        '7:7: tasks[0].annotations["a b"]: "a b" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '8:7: tasks[0].annotations["a/b/c"]: "a/b/c" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
      ],
    ],
    [
      'annotations that are too large',
      r({ annotations: { a: 'x'.repeat(262144) } }),
      ['6:20: tasks[0].annotations: the value takes 262145 bytes; Kubernetes allows 262144 in all'],
    ],
    [
      'quantities',
      r({
        pvcStorageSize: '1 Gi',
        tmpSize: '1GB',
        resources: { requests: { cpu: '100 m', memory: '1gi' }, limits: { cpu: '-1', memory: '1e' } },
      }),
      [
        '6:23: tasks[0].pvcStorageSize: "1 Gi" is not a Kubernetes quantity (such as 1Gi, 500M)',
        '7:16: tasks[0].tmpSize: "1GB" is not a Kubernetes quantity (such as 1Gi, 500M)',
        '10:16: tasks[0].resources.requests.cpu: "100 m" is not a Kubernetes quantity (such as 1Gi, 500M)',
        '11:19: tasks[0].resources.requests.memory: "1gi" is not a Kubernetes quantity (such as 1Gi, 500M)',
        '14:16: tasks[0].resources.limits.cpu: "-1" is negative',
        '15:19: tasks[0].resources.limits.memory: "1e" is not a Kubernetes quantity (such as 1Gi, 500M)',
      ],
    ],
    [
      'no size at all',
      r({ pvcStorageSize: '0', tmpSize: '0Ki' }),
      ['6:23: tasks[0].pvcStorageSize: "0" is zero', '7:16: tasks[0].tmpSize: "0Ki" is zero'],
    ],
    ['a negative size', r({ pvcStorageSize: '-1Gi' }), ['6:23: tasks[0].pvcStorageSize: "-1Gi" is negative']],
    [
      'a part of a byte',
      r({ pvcStorageSize: '100m', tmpSize: '0.5' }),
      [
        '6:23: tasks[0].pvcStorageSize: "100m" is in thousandths of a byte (M is a million)',
        '7:16: tasks[0].tmpSize: "0.5" is not a whole number of bytes',
      ],
    ],
    [
      'a size beyond Kubernetes',
      r({ pvcStorageSize: '8Ei' }),
      ['6:23: tasks[0].pvcStorageSize: "8Ei" is more than Kubernetes can count'],
    ],
    [
      'names of resources',
      r({ resources: { limits: { gpu: '1', 'requests.cpu': '1', 'hugepages-x': '1', 'nvidia.com/gpu': '0.5' } } }),
      [
        '8:9: tasks[0].resources.limits.gpu: "gpu" is not a resource of a container: cpu, memory, ephemeral-storage, hugepages-<size>, or an extended one (such as nvidia.com/gpu)',
        '9:9: tasks[0].resources.limits["requests.cpu"]: "requests.cpu" is not a resource of a container: cpu, memory, ephemeral-storage, hugepages-<size>, or an extended one (such as nvidia.com/gpu)',
        '10:9: tasks[0].resources.limits["hugepages-x"]: "hugepages-x" names no size of a huge page (such as hugepages-2Mi)',
        '11:27: tasks[0].resources.limits["nvidia.com/gpu"]: "0.5" is not a whole number',
      ],
    ],
    [
      'a resource in part',
      r({
        resources: { requests: { 'nvidia.com/gpu': '1', 'hugepages-2Mi': '3Mi' }, limits: { 'hugepages-2Mi': '4Mi' } },
      }),
      ['9:26: tasks[0].resources.requests["hugepages-2Mi"]: "3Mi" is not a multiple of the page size'],
    ],
    [
      'a request above its limit',
      r({ resources: { requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '1500m', memory: '2147483647' } } }),
      [
        '8:16: tasks[0].resources.requests.cpu: "2" is more than the limit, 1500m',
        '9:19: tasks[0].resources.requests.memory: "2Gi" is more than the limit, 2147483647',
      ],
    ],
    [
      'a request above the default limit',
      r({ resources: { requests: { memory: '4Gi' } }, gitResources: { requests: { cpu: '1001m' } } }),
      [
        '8:19: tasks[0].resources.requests.memory: "4Gi" is more than the limit, 2Gi by default: give resources.limits.memory too',
        '13:16: tasks[0].gitResources.requests.cpu: "1001m" is more than the limit, 1 by default: give gitResources.limits.cpu too',
      ],
    ],
    [
      'a limit below the default request',
      r({ resources: { limits: { memory: '128Mi' } } }),
      [
        '8:19: tasks[0].resources.limits.memory: "128Mi" is less than the request, 256Mi by default: give resources.requests.memory too',
      ],
    ],
    [
      "a limit below the request of the list's defaults",
      {
        defaults: { resources: { requests: { memory: '1Gi' } } },
        tasks: r({ resources: { limits: { memory: '512Mi' } } }),
      },
      ['16:21: tasks[0].resources.limits.memory: "512Mi" is less than the request, 1Gi in the list\'s defaults'],
    ],
    [
      'defaults that contradict each other',
      { defaults: { resources: { requests: { memory: '3Gi' } } }, tasks: [root, { ...child }] },
      [
        '5:19: defaults.resources.requests.memory: "3Gi" is more than the limit, 2Gi by default: give resources.limits.memory too',
      ],
    ],
    [
      "a repository's resources",
      {
        repositories: { x: { url: 'https://example.com/a.git', gitResources: { limits: { cpu: '50m' } } } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      [
        '7:18: repositories.x.gitResources.limits.cpu: "50m" is less than the request, 100m by default: give gitResources.requests.cpu too',
      ],
    ],
    [
      'a request for less than all of an extended resource',
      r({ resources: { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '2' } } }),
      ['8:27: tasks[0].resources.requests["nvidia.com/gpu"]: "1" is not equal to the limit, 2'],
    ],
    [
      'a /tmp above the limit of ephemeral-storage',
      r({ tmpSize: '3Gi' }),
      [
        '6:16: tasks[0].tmpSize: "3Gi" is more than the limit of ephemeral-storage, 2Gi by default: give resources.limits["ephemeral-storage"] too',
      ],
    ],
    [
      'a limit of ephemeral-storage below /tmp',
      r({ resources: { limits: { 'ephemeral-storage': '512Mi' } } }),
      [
        '8:30: tasks[0].resources.limits["ephemeral-storage"]: "512Mi" is less than tmpSize, 1Gi by default: give tmpSize too',
      ],
    ],
    [
      'names of variables',
      r({ env: { '1A': 'x', 'A B': 'x', '': 'x', '..': 'x', 'A=B': 'x', é: 'x' } }),
      [
        '7:7: tasks[0].env["1A"]: "1A" is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
        '8:7: tasks[0].env["A B"]: "A B" is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
        '9:7: tasks[0].env[""]: "" is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
        '10:7: tasks[0].env[".."]: ".." is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
        '11:7: tasks[0].env["A=B"]: "A=B" is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
        '12:7: tasks[0].env["é"]: "é" is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start',
      ],
    ],
    [
      'keys of Secrets',
      r({ env: { A: { secret: 'ok', key: 'a/b' }, B: { secret: 'ok', key: '..' }, C: { secret: 'Not', key: 'ok' } } }),
      [
        '9:16: tasks[0].env.A.key: the value is not a key of a Secret: at most 253 of A-Z, a-z, 0-9, "-", "_" and ".", other than "." and without ".." at the start',
        '13:16: tasks[0].env.B.key: the value is not a key of a Secret: at most 253 of A-Z, a-z, 0-9, "-", "_" and ".", other than "." and without ".." at the start',
        '16:19: tasks[0].env.C.secret: the value is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
      ],
    ],
    [
      'mount paths',
      [
        ...[
          'work',
          '/',
          '/tmp',
          '/tmp/x',
          '/proc/1',
          '/dev',
          '/etc',
          '/usr',
          '/a:b',
          '/a/../b',
          '/a//b',
          '/a/',
          '/a\u0000',
          '/var/run/x',
          '/etc/git-secret',
        ].map((mountPath, i) => ({ ...root, taskId: `t${i}`, mountPath })),
      ],
      [
        '6:18: tasks[0].mountPath: "work" is not an absolute path',
        '12:18: tasks[1].mountPath: "/" would hide the image\'s own files',
        '18:18: tasks[2].mountPath: "/tmp" is in /tmp, which the container needs for itself',
        '24:18: tasks[3].mountPath: "/tmp/x" is in /tmp, which the container needs for itself',
        '30:18: tasks[4].mountPath: "/proc/1" is in /proc, which the container needs for itself',
        '36:18: tasks[5].mountPath: "/dev" is in /dev, which the container needs for itself',
        '42:18: tasks[6].mountPath: "/etc" would hide the image\'s own files',
        '48:18: tasks[7].mountPath: "/usr" would hide the image\'s own files',
        '54:18: tasks[8].mountPath: "/a:b" has a ":", which a mount path can\'t have',
        '60:18: tasks[9].mountPath: "/a/../b" has an empty, a "." or a ".." part',
        '66:18: tasks[10].mountPath: "/a//b" has an empty, a "." or a ".." part',
        '72:18: tasks[11].mountPath: "/a/" has an empty, a "." or a ".." part',
        '78:18: tasks[12].mountPath: "/a\\u0000" has the character U+0000: a control character',
        '84:18: tasks[13].mountPath: "/var/run/x" is in /var/run, which the container needs for itself',
        '90:18: tasks[14].mountPath: "/etc/git-secret" is in /etc/git-secret, which the container needs for itself',
      ],
    ],
    [
      'images',
      [
        '',
        'al pine',
        'Alpine',
        'Team/app',
        'https://example.com/app',
        'alpine:',
        'alpine:a b',
        'alpine:-x',
        'alpine@sha256:abc',
        'alpine@md5:d41d8cd98f00b204e9800998ecf8427e',
        'a//b',
        '-a',
        'example.com:port/a',
        'example.com:99999/a',
        'ex_ample.com/a',
        'a'.repeat(256),
        'f'.repeat(64),
        'a:b:c',
      ].map((image, i) => ({ ...root, taskId: `t${i}`, image })),
      [
        '5:14: tasks[0].image: "" is empty',
        '10:14: tasks[1].image: "al pine" has a space',
        '15:14: tasks[2].image: "Alpine" has a capital letter in its path',
        '20:14: tasks[3].image: "Team/app" has a capital letter in its path',
        '25:14: tasks[4].image: "https://example.com/app" has a scheme: an image is named without one (such as registry.example.com/team/app:1.2)',
        '30:14: tasks[5].image: "alpine:" has no valid tag: at most 128 letters, digits, "_", "." and "-"',
        '35:14: tasks[6].image: "alpine:a b" has a space',
        '40:14: tasks[7].image: "alpine:-x" has no valid tag: at most 128 letters, digits, "_", "." and "-"',
        '45:14: tasks[8].image: "alpine@sha256:abc" has no valid digest: such as sha256: and 64 hex digits',
        '50:14: tasks[9].image: "alpine@md5:d41d8cd98f00b204e9800998ecf8427e" has no valid digest: such as sha256: and 64 hex digits',
        '55:14: tasks[10].image: "a//b" is not an image reference (such as registry.example.com/team/app:1.2)',
        '60:14: tasks[11].image: "-a" is not an image reference (such as registry.example.com/team/app:1.2)',
        '65:14: tasks[12].image: "example.com:port/a" has no valid registry: "example.com:port"',
        '70:14: tasks[13].image: "example.com:99999/a" has no valid registry: "example.com:99999"',
        '75:14: tasks[14].image: "ex_ample.com/a" has no valid registry: "ex_ample.com"',
        '80:14: tasks[15].image: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaa" is longer than 255 characters without its tag and digest',
        '85:14: tasks[16].image: "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" is not an image reference (such as registry.example.com/team/app:1.2)',
        '90:14: tasks[17].image: "a:b:c" is not an image reference (such as registry.example.com/team/app:1.2)',
      ],
    ],
    [
      'an image of git',
      r({ gitImage: 'Alpine/Git' }),
      ['6:17: tasks[0].gitImage: "Alpine/Git" has a capital letter in its path'],
    ],
    [
      'refs',
      [
        '',
        '-x',
        '--upload-pack=x',
        'a b',
        'a..b',
        'a~1',
        'a^',
        'a:b',
        'a?',
        'a*',
        'a[b',
        'a\\b',
        '/a',
        'a/',
        'a//b',
        'a.',
        'a.lock',
        '.a',
        'a/.b',
        '@',
        'a@{b',
        'abc1234',
        'a\u007f',
        'x'.repeat(256),
      ].map((ref, i) => ({ ...root, taskId: `t${i}`, ref })),
      [
        '6:12: tasks[0].ref: "" is empty',
        '12:12: tasks[1].ref: "-x" has a leading "-", which git takes for an option',
        '18:12: tasks[2].ref: "--upload-pack=x" has a leading "-", which git takes for an option',
        '24:12: tasks[3].ref: "a b" is not a git ref: a branch, a tag or a full commit',
        '30:12: tasks[4].ref: "a..b" is not a git ref: a branch, a tag or a full commit',
        '36:12: tasks[5].ref: "a~1" is not a git ref: a branch, a tag or a full commit',
        '42:12: tasks[6].ref: "a^" is not a git ref: a branch, a tag or a full commit',
        '48:12: tasks[7].ref: "a:b" is not a git ref: a branch, a tag or a full commit',
        '54:12: tasks[8].ref: "a?" is not a git ref: a branch, a tag or a full commit',
        '60:12: tasks[9].ref: "a*" is not a git ref: a branch, a tag or a full commit',
        '66:12: tasks[10].ref: "a[b" is not a git ref: a branch, a tag or a full commit',
        '72:12: tasks[11].ref: "a\\\\b" is not a git ref: a branch, a tag or a full commit',
        '78:12: tasks[12].ref: "/a" is not a git ref: a branch, a tag or a full commit',
        '84:12: tasks[13].ref: "a/" is not a git ref: a branch, a tag or a full commit',
        '90:12: tasks[14].ref: "a//b" is not a git ref: a branch, a tag or a full commit',
        '96:12: tasks[15].ref: "a." is not a git ref: a branch, a tag or a full commit',
        '102:12: tasks[16].ref: "a.lock" is not a git ref: a branch, a tag or a full commit',
        '108:12: tasks[17].ref: ".a" is not a git ref: a branch, a tag or a full commit',
        '114:12: tasks[18].ref: "a/.b" is not a git ref: a branch, a tag or a full commit',
        '120:12: tasks[19].ref: "@" is not a git ref: a branch, a tag or a full commit',
        '126:12: tasks[20].ref: "a@{b" is not a git ref: a branch, a tag or a full commit',
        '132:12: tasks[21].ref: "abc1234" looks like a shortened commit, which no server can fetch: give all 40 digits (or refs/heads/NAME if it is a branch)',
        '138:12: tasks[22].ref: "a\\u007f" has the character U+007F: a control character',
        '144:12: tasks[23].ref: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxx" is longer than 255 bytes',
      ],
    ],
    [
      'URLs',
      [
        '',
        'example.com/a.git',
        '/srv/a.git',
        './a.git',
        'file:///srv/a.git',
        'git://example.com/a.git',
        'ext::sh -c x',
        'ext::sh',
        'ftp://example.com/a',
        '--upload-pack=x',
        'https://example.com',
        'https://example.com/',
        'https:///a.git',
        'https://-x/a.git',
        'https://example.com:port/a',
        'https://example.com:0/a',
        'https://example.com/a b',
        'https://example.com/a\n',
        'https://example.com/a?x=1',
        'https://example.com/a#x',
        'https://example.com/%zz',
        'https://example.com/a%0ab',
        'https://example.com/é',
        'git@example.com:',
        'git@example.com:-x',
        'C:/work/a',
        'ssh://-oProxyCommand=x/a',
        'git@-x:a',
        'ssh://git@/a',
      ].map((repoUrl, i) => ({ ...root, taskId: `t${i}`, repoUrl })),
      [
        '4:16: tasks[0].repoUrl: "" is empty',
        '9:16: tasks[1].repoUrl: "example.com/a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '14:16: tasks[2].repoUrl: "/srv/a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '19:16: tasks[3].repoUrl: "./a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '24:16: tasks[4].repoUrl: "file:///srv/a.git" has the scheme "file": only https, http and ssh are cloned',
        '29:16: tasks[5].repoUrl: "git://example.com/a.git" has the scheme "git": only https, http and ssh are cloned',
        '34:16: tasks[6].repoUrl: "ext::sh -c x" has a space or a control character',
        '39:16: tasks[7].repoUrl: "ext::sh" has the scheme "ext": only https, http and ssh are cloned',
        '44:16: tasks[8].repoUrl: "ftp://example.com/a" has the scheme "ftp": only https, http and ssh are cloned',
        '49:16: tasks[9].repoUrl: "--upload-pack=x" has a leading "-", which git takes for an option',
        '54:16: tasks[10].repoUrl: "https://example.com" has no path: it names no repository',
        '59:16: tasks[11].repoUrl: "https://example.com/" has no path: it names no repository',
        '64:16: tasks[12].repoUrl: "https:///a.git" has no valid host',
        '69:16: tasks[13].repoUrl: "https://-x/a.git" has no valid host',
        '74:16: tasks[14].repoUrl: "https://example.com:port/a" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '79:16: tasks[15].repoUrl: "https://example.com:0/a" has no valid port',
        '84:16: tasks[16].repoUrl: "https://example.com/a b" has a space or a control character',
        '89:16: tasks[17].repoUrl: "https://example.com/a\\n" has a space or a control character',
        '94:16: tasks[18].repoUrl: "https://example.com/a?***" has a "?" or a "#": a query or a fragment names no repository',
        '99:16: tasks[19].repoUrl: "https://example.com/a#x" has a "?" or a "#": a query or a fragment names no repository',
        '104:16: tasks[20].repoUrl: "https://example.com/%zz" has a character in its path that a URL can\'t have (as %20 stands for a space)',
        '109:16: tasks[21].repoUrl: "https://example.com/a%0ab" has a character in its path that a URL can\'t have (as %20 stands for a space)',
        '114:16: tasks[22].repoUrl: "https://example.com/é" has a character in its path that a URL can\'t have (as %20 stands for a space)',
        '119:16: tasks[23].repoUrl: "git@example.com:" has no path: it names no repository',
        '124:16: tasks[24].repoUrl: "git@example.com:-x" has a path with a leading "-", which git takes for an option',
        '129:16: tasks[25].repoUrl: "C:/work/a" has no valid host',
        '134:16: tasks[26].repoUrl: "ssh://-oProxyCommand=x/a" has no valid host',
        '139:16: tasks[27].repoUrl: "git@-x:a" has no valid host',
        '144:16: tasks[28].repoUrl: "ssh://***@/a" has no valid host',
      ],
    ],
    [
      'passwords in URLs are not shown',
      [
        'https://user:hunter2@example.com/a.git',
        'https://ghp_hunter2@example.com/a.git',
        'http://hunter2@example.com/a',
        'ssh://git:hunter2@example.com/a',
        'git:hunter2@example.com:a',
        'https://example.com/a?token=hunter2',
        'htps://hunter2@example.com/a',
        'https://a@b:hunter2@example.com/a',
        'https://user:hunter2/x@example.com/a',
      ].map((repoUrl, i) => ({ ...root, taskId: `t${i}`, repoUrl })),
      [
        '4:16: tasks[0].repoUrl: "https://***@example.com/a.git" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '9:16: tasks[1].repoUrl: "https://***@example.com/a.git" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '14:16: tasks[2].repoUrl: "http://***@example.com/a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '19:16: tasks[3].repoUrl: "ssh://***@example.com/a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '24:16: tasks[4].repoUrl: "***@example.com:a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '29:16: tasks[5].repoUrl: "https://example.com/a?***" has a "?" or a "#": a query or a fragment names no repository',
        '34:16: tasks[6].repoUrl: "htps://***@example.com/a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '39:16: tasks[7].repoUrl: "https://***@example.com/a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '44:16: tasks[8].repoUrl: "https://***@example.com/a" is not the URL of a git repository (such as https://example.com/team/app.git)',
      ],
    ],
    [
      'a password in the wrong field',
      r({ image: 'https://user:hunter2@example.com/a.git', ref: 'https://user:hunter2@example.com/a.git' }),
      [
        '5:14: tasks[0].image: "https://***@example.com/a.git" has a scheme: an image is named without one (such as registry.example.com/team/app:1.2)',
        '6:12: tasks[0].ref: "https://***@example.com/a.git" is not a git ref: a branch, a tag or a full commit',
      ],
    ],
    [
      'tolerations',
      r({
        tolerations: [
          {},
          { operator: 'Exists', value: 'x' },
          { key: 'a', operator: 'exists' },
          { key: 'a b', operator: 'Exists' },
          { key: 'a', value: 'a b' },
          { key: 'a', effect: 'No' },
          { key: 'a', tolerationSeconds: 5 },
          { key: 'a', effect: 'NoExecute', tolerationSeconds: -1 },
        ],
      }),
      [
        '7:7: tasks[0].tolerations[0]: {} has no key: only the operator "Exists" goes without',
        '8:7: tasks[0].tolerations[1]: {"operator":"Exists","value":"x"} has a value, which the operator "Exists" does not take',
        '14:21: tasks[0].tolerations[2].operator: "exists" is not "Equal" or "Exists"',
        '17:16: tasks[0].tolerations[3].key: "a b" is not a key as Kubernetes wants it: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends, after a DNS name and "/" if you like',
        '22:18: tasks[0].tolerations[4].value: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '26:19: tasks[0].tolerations[5].effect: "No" is not "NoSchedule" or "PreferNoSchedule" or "NoExecute"',
        '28:7: tasks[0].tolerations[6]: {"key":"a","tolerationSeconds":5} has tolerationSeconds, which only the effect "NoExecute" takes',
        '35:30: tasks[0].tolerations[7].tolerationSeconds: -1 is not a whole number from 0 to 2147483647',
      ],
    ],
    [
      'runs',
      [0, 1000, 1.5, -1, 1e300, '1'].map((run, i) => ({ ...root, taskId: `t${i}`, run })),
      [
        '6:12: tasks[0].run: 0 is not a whole number from 1 to 999',
        '12:12: tasks[1].run: 1000 is not a whole number from 1 to 999',
        '18:12: tasks[2].run: 1.5 is not a whole number from 1 to 999',
        '24:12: tasks[3].run: -1 is not a whole number from 1 to 999',
        '30:12: tasks[4].run: 1e+300 is not a whole number from 1 to 999',
        '36:12: tasks[5].run: "1" is not a whole number from 1 to 999',
      ],
    ],
    [
      'numbers out of range',
      r({ backoffLimit: -1, activeDeadlineSeconds: 0, depth: 0, runAsUser: 0, fsGroup: -1 }),
      [
        '6:21: tasks[0].backoffLimit: -1 is not a whole number from 0 to 2147483647',
        '7:30: tasks[0].activeDeadlineSeconds: 0 is not a whole number from 1 to 2147483647',
        '8:14: tasks[0].depth: 0 is not a whole number from 1 to 2147483647',
        '9:18: tasks[0].runAsUser: 0 is not a whole number from 1 to 2147483647',
        '10:16: tasks[0].fsGroup: -1 is not a whole number from 0 to 2147483647',
      ],
    ],
    [
      'numbers beyond 31 bits',
      r({ backoffLimit: 2147483648, activeDeadlineSeconds: 2147483648, runAsUser: 2147483648 }),
      [
        '6:21: tasks[0].backoffLimit: 2147483648 is not a whole number from 0 to 2147483647',
        '7:30: tasks[0].activeDeadlineSeconds: 2147483648 is not a whole number from 1 to 2147483647',
        '8:18: tasks[0].runAsUser: 2147483648 is not a whole number from 1 to 2147483647',
      ],
    ],
    [
      'a user that ssh does not know',
      [{ ...root, repoUrl: 'git@example.com:a.git', runAsUser: 1000 }],
      [
        "6:18: tasks[0].runAsUser: 1000 can't clone from an ssh URL: ssh wants its user in /etc/passwd (leave it out, or null)",
      ],
    ],
    [
      "a user of the list's defaults that ssh does not know",
      {
        defaults: { runAsUser: 1000 },
        repositories: { x: { url: 'ssh://git@example.com/a.git' } },
        tasks: [
          { ...root, repoUrl: 'git@example.com:a.git' },
          { taskId: 'b', repository: 'x', image: 'alpine:3' },
        ],
      },
      [
        '7:14: repositories.x.url: "ssh://***@example.com/a.git" can\'t be cloned as user 1000, the list\'s default: ssh wants its user in /etc/passwd',
        '13:18: tasks[0].repoUrl: "git@example.com:a.git" can\'t be cloned as user 1000, the list\'s default: ssh wants its user in /etc/passwd',
      ],
    ],
    [
      'argoCd',
      {
        namespace: 'x',
        argoCd: {
          repoURL: 'https://u:hunter2@example.com/a',
          targetRevision: 'a b',
          path: '/dist',
          project: 'P',
          namespace: 'a.b',
          destination: { server: 'x', name: 'y' },
          name: 'more-than-twelve',
        },
        tasks: r({}),
      },
      [
        '4:16: argoCd.repoURL: "https://***@example.com/a" has a user or a password in it: put credentials into a Secret and name that as gitSecret',
        '5:23: argoCd.targetRevision: "a b" is not a git ref: a branch, a tag or a full commit',
        '6:13: argoCd.path: "/dist" is not a path inside a repository (such as dist)',
        '7:16: argoCd.project: "P" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '8:18: argoCd.namespace: "a.b" is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
        '10:7: argoCd.destination.server: unknown field (did you mean server?)',
        '13:13: argoCd.name: "more-than-twelve" is longer than 12 characters: it starts the names of Applications',
      ],
    ],
    [
      'a destination of argoCd',
      { namespace: 'x', argoCd: { repoURL: 'https://example.com/a', destination: { server: 'x' } }, tasks: r({}) },
      ['6:17: argoCd.destination.server: "x" is not the URL of a cluster (such as https://kubernetes.default.svc)'],
    ],
    [
      'a destination of argoCd that is empty',
      { namespace: 'x', argoCd: { repoURL: 'https://example.com/a', destination: {} }, tasks: r({}) },
      ['5:20: argoCd.destination: has no server'],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('text', () => {
  test.each<Refusal>([
    [
      'control characters',
      r({
        command: ['a\u0000', 'a\u001b[31m', 'a\r\n', 'a\u0085'],
        env: { A: '\u0007' },
        annotations: { a: '\u007f' },
      }),
      [
        '7:7: tasks[0].command[0]: the value has the character U+0000: a control character',
        '8:7: tasks[0].command[1]: the value has the character U+001B: a control character',
        '9:7: tasks[0].command[2]: the value has the character U+000D: a control character',
        '10:7: tasks[0].command[3]: the value has the character U+0085: a control character',
        '13:12: tasks[0].env.A: the value has the character U+0007: a control character',
        '16:12: tasks[0].annotations.a: the value has the character U+007F: a control character',
      ],
    ],
    [
      'lone surrogates',
      r({ args: ['\ud800', 'a\udc00b'] }),
      [
        '7:7: tasks[0].args[0]: the value has the character U+D800: half of a surrogate pair',
        '8:7: tasks[0].args[1]: the value has the character U+DC00: half of a surrogate pair',
      ],
    ],
    [
      'separators of lines',
      r({ args: ['a\u2028b', '\u2029'] }),
      [
        '7:7: tasks[0].args[0]: the value has the character U+2028: a separator that many programs take for a line break',
        '8:7: tasks[0].args[1]: the value has the character U+2029: a separator that many programs take for a line break',
      ],
    ],
    [
      'bidirectional overrides',
      r({ args: ['\u202ea', 'a\u2066b'] }),
      [
        '7:7: tasks[0].args[0]: the value has the character U+202E: it changes the direction in which text is shown',
        '8:7: tasks[0].args[1]: the value has the character U+2066: it changes the direction in which text is shown',
      ],
    ],
    [
      'byte order marks and noncharacters',
      r({ args: ['\ufeffa', '\uffff'] }),
      [
        '7:7: tasks[0].args[0]: the value has the character U+FEFF: not a character of a text',
        '8:7: tasks[0].args[1]: the value has the character U+FFFF: not a character of a text',
      ],
    ],
    [
      'an argument that Linux does not take',
      r({ args: ['x'.repeat(131072)] }),
      ['7:7: tasks[0].args[0]: takes 131072 bytes; Linux allows 131071'],
    ],
    [
      'such an argument in defaults: at the task that gets it',
      { defaults: { args: ['x'.repeat(131072)] }, tasks: r({}) },
      ['8:5: tasks[0].args[0]: takes 131072 bytes; Linux allows 131071'],
    ],
    [
      'a Job that no cluster takes',
      r({ args: ['x'.repeat(131071), 'x'.repeat(131071)] }),
      ['2:3: tasks[0]: takes 262248 bytes as a Job; a cluster takes 245760'],
    ],
    [
      'a Job that is much longer than its fields',
      r({ env: Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`A${i}`, 'x'])) }),
      ['2:3: tasks[0]: takes 259980 bytes as a Job; a cluster takes 245760'],
    ],
    [
      'a Job that Go writes with many escapes',
      r({ args: ['<'.repeat(50_000)] }),
      ['2:3: tasks[0]: takes 300103 bytes as a Job; a cluster takes 245760'],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('what is reserved', () => {
  test.each<Refusal>([
    [
      'variables',
      r({
        env: {
          TASK_ID: 'x',
          PARENT_TASK_ID: 'x',
          REPO_URL: 'x',
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'x',
          GIT_CONFIG_VALUE_0: 'x',
          HOME: 'fine',
        },
      }),
      [
        '7:7: tasks[0].env.TASK_ID: "TASK_ID" is reserved: this project sets it',
        '8:7: tasks[0].env.PARENT_TASK_ID: "PARENT_TASK_ID" is reserved: this project sets it',
        '9:7: tasks[0].env.REPO_URL: "REPO_URL" is reserved: this project sets it',
        '10:7: tasks[0].env.GIT_CONFIG_COUNT: "GIT_CONFIG_COUNT" is reserved: this project sets it',
        '11:7: tasks[0].env.GIT_CONFIG_KEY_0: "GIT_CONFIG_KEY_0" is reserved: this project sets it',
        '12:7: tasks[0].env.GIT_CONFIG_VALUE_0: "GIT_CONFIG_VALUE_0" is reserved: this project sets it',
      ],
    ],
    [
      'labels',
      r({
        labels: {
          app: 'x',
          'task-id': 'x',
          'root-task-id': 'x',
          'parent-task-id': 'x',
          'git-repo-claim': 'x',
          'controller-uid': 'x',
          'job-name': 'x',
          'batch.kubernetes.io/job-name': 'x',
          'app.kubernetes.io/instance': 'x',
          'argocd.argoproj.io/instance': 'x',
        },
      }),
      [
        '7:7: tasks[0].labels.app: "app" is reserved: this project sets it',
        '8:7: tasks[0].labels["task-id"]: "task-id" is reserved: this project sets it',
        '9:7: tasks[0].labels["root-task-id"]: "root-task-id" is reserved: this project sets it',
        '10:7: tasks[0].labels["parent-task-id"]: "parent-task-id" is reserved: this project sets it',
        '11:7: tasks[0].labels["git-repo-claim"]: "git-repo-claim" is reserved: this project sets it',
        '12:7: tasks[0].labels["controller-uid"]: "controller-uid" is reserved: Kubernetes sets it',
        '13:7: tasks[0].labels["job-name"]: "job-name" is reserved: Kubernetes sets it',
        '14:7: tasks[0].labels["batch.kubernetes.io/job-name"]: "batch.kubernetes.io/job-name" is reserved: Kubernetes sets it',
        '15:7: tasks[0].labels["app.kubernetes.io/instance"]: "app.kubernetes.io/instance" is reserved: by it Argo CD knows what belongs to an Application',
        '16:7: tasks[0].labels["argocd.argoproj.io/instance"]: "argocd.argoproj.io/instance" is reserved: by it Argo CD knows what belongs to an Application',
      ],
    ],
    [
      'annotations',
      r({
        annotations: {
          'argocd.argoproj.io/sync-wave': '5',
          'argocd.argoproj.io/hook': 'PreSync',
          'batch.kubernetes.io/job-tracking': '',
          'container.apparmor.security.beta.kubernetes.io/main': 'unconfined',
        },
      }),
      [
        '7:7: tasks[0].annotations["argocd.argoproj.io/sync-wave"]: "argocd.argoproj.io/sync-wave" is reserved: it would break the order that Argo CD keeps',
        '8:7: tasks[0].annotations["argocd.argoproj.io/hook"]: "argocd.argoproj.io/hook" is reserved: it would break the order that Argo CD keeps',
        '9:7: tasks[0].annotations["batch.kubernetes.io/job-tracking"]: "batch.kubernetes.io/job-tracking" is reserved: Kubernetes sets it',
        '10:7: tasks[0].annotations["container.apparmor.security.beta.kubernetes.io/main"]: "container.apparmor.security.beta.kubernetes.io/main" is reserved: Kubernetes reads it as a part of the pod',
      ],
    ],
    [
      'in defaults too',
      { defaults: { env: { TASK_ID: 'x' }, labels: { app: 'x' } }, tasks: r({}) },
      [
        '4:7: defaults.env.TASK_ID: "TASK_ID" is reserved: this project sets it',
        '7:7: defaults.labels.app: "app" is reserved: this project sets it',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});
