import { report, reportText } from '../support/report';
import { parseTaskList } from '../../lib/task-list';

/** A valid root task, and a valid child of it. */
const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };

function r(fields: object): object[] {
  return [{ ...root, ...fields }];
}
function c(fields: object): object[] {
  return [root, { ...child, ...fields }];
}

/** What is wrong with a list, the list, and its errors: line, column, path and message. */
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
    [
      'an empty list',
      [],
      ['1:1: tasks: must not be empty: Argo CD would delete all Jobs of an earlier list; add a task'],
    ],
    ['an object without tasks', {}, ['1:1: tasks is required; write { "tasks": [ … ] }']],
    ['an object with other fields', { namespace: 'x' }, ['1:1: tasks is required; write { "tasks": [ … ] }']],
    ['one task', root, ['1:1: the file has one task without an array; write [{ "taskId": "a", … }]']],
    [
      'one task without an ID',
      { image: 'alpine:3' },
      ['1:1: the file has one task without an array; write [{ "taskId": "ID", … }]'],
    ],
    [
      'tasks by their IDs',
      { a: root, b: root },
      ['1:1: the file has an object of tasks, not an array; write [{ "taskId": "a", … }, …]'],
    ],
    [
      'a Kubernetes object',
      { apiVersion: 'batch/v1', kind: 'Job', metadata: {} },
      ['1:1: the file has a Kubernetes object of the kind "Job"; write [{ "taskId": "build", … }, …]'],
    ],
    ['tasks under a misspelled name', { taks: [root] }, ['2:3: taks: unknown field; did you mean "tasks"?']],
    [
      'tasks under the name of another tool',
      { jobs: { a: root } },
      ['2:3: jobs: unknown field; use "tasks"; write [{ "taskId": "a", … }]'],
    ],
    [
      'an object with an empty list',
      { tasks: [] },
      ['2:12: tasks: must not be empty: Argo CD would delete all Jobs of an earlier list; add a task'],
    ],
    [
      'tasks that are not an array',
      { tasks: { a: 1 } },
      ['2:12: tasks: the value is an object, not an array; write an array of tasks'],
    ],
    [
      'a task that is not an object',
      [root, 'b', 3, null, ['c']],
      [
        '7:3: tasks[1]: "b" is a string, not an object',
        '8:3: tasks[2]: 3 is a number, not an object',
        '9:3: tasks[3]: must not be null; use an object',
        '10:3: tasks[4]: the value is an array, not an object',
      ],
    ],
    [
      'a task without an ID',
      [{ repoUrl: 'https://example.com/a.git', image: 'alpine:3' }],
      ['2:3: tasks[0]: taskId is required'],
    ],
    [
      'a task without an image',
      [{ taskId: 'a', repoUrl: 'https://example.com/a.git' }],
      ['2:3: tasks[0]: image is required, here or in defaults'],
    ],
    [
      'a root without a source',
      [{ taskId: 'a', image: 'alpine:3' }],
      ['2:3: tasks[0]: needs repoUrl or repository (or parentTaskId, to start from another task)'],
    ],
    [
      'both sources',
      { repositories: { x: { url: 'https://example.com/a.git' } }, tasks: r({ repository: 'x' }) },
      ['12:7: tasks[0].repository: cannot be combined with repoUrl; remove one of the two'],
    ],
    [
      'an unknown field',
      r({ pvcStoragSize: '1Gi' }),
      ['6:5: tasks[0].pvcStoragSize: unknown field; did you mean "pvcStorageSize"?'],
    ],
    [
      'an unknown field in another style',
      r({ repo_url: 'x' }),
      ['6:5: tasks[0].repo_url: unknown field; "repoUrl" has the same meaning; remove one of the two'],
    ],
    [
      'a part of a field',
      r({ deadline: 1 }),
      ['6:5: tasks[0].deadline: unknown field; write "activeDeadlineSeconds": 1'],
    ],
    [
      'a field unlike any other',
      r({ cron: '* * * * *' }),
      [
        '6:5: tasks[0].cron: unknown field; a task has no schedule; increase "run" to run it again, for example in a scheduled CI job',
      ],
    ],
    ['an unknown field of the list', { taks: [], tasks: r({}) }, ['2:3: taks: unknown field; did you mean "tasks"?']],
    [
      'an unknown field in resources',
      r({ resources: { request: {} } }),
      ['7:7: tasks[0].resources.request: unknown field; did you mean "requests"?'],
    ],
    [
      'an unknown field in a toleration',
      r({ tolerations: [{ key: 'a', efect: 'NoSchedule' }] }),
      ['9:9: tasks[0].tolerations[0].efect: unknown field; did you mean "effect"?'],
    ],
    [
      'an unknown field of a value from a Secret',
      r({ env: { A: { secret: 's', key: 'k', name: 'n' } } }),
      ['10:9: tasks[0].env.A.name: unknown field; correct the name or remove it'],
    ],
    [
      'an unknown field with deceptive characters in its name',
      r({ 'ref\u202e\n': 'x' }),
      ['6:5: tasks[0]["ref\\u202e\\n"]: unknown field; write "ref": "x"'],
    ],
    [
      'a field that cannot be set in defaults',
      { defaults: { gitSecret: 's', run: 2, taskId: 'x', repository: 'r' }, tasks: r({}) },
      [
        '3:5: defaults.gitSecret: cannot be set in defaults; set it at each task',
        '4:5: defaults.run: cannot be set in defaults; set it at each task',
        '5:5: defaults.taskId: cannot be set in defaults; set it at each task',
        '6:5: defaults.repository: cannot be set in defaults; set it at each task',
      ],
    ],
    [
      'depth of a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git', depth: 1 } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      ['5:7: repositories.x.depth: cannot be set: a repository is always mirrored with its full history; remove it'],
    ],
    [
      'a field of a task in a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git', image: 'alpine:3' } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      ['5:7: repositories.x.image: is a field of a task; set it at the tasks that use the repository'],
    ],
    [
      'a repository without url',
      { repositories: { x: {} }, tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }] },
      ['3:10: repositories.x: url is required'],
    ],
    [
      'null',
      r({ ref: null, command: null, retry: null, run: null, env: { A: null }, readOnlyRootFilesystem: null }),
      [
        '6:12: tasks[0].ref: must not be null; remove the field to use its default',
        '7:16: tasks[0].command: must not be null; remove the field to use its default',
        '8:14: tasks[0].retry: must not be null; remove the field to use its default',
        '9:12: tasks[0].run: must not be null; remove the field to use its default',
        '11:12: tasks[0].env.A: must not be null; use a string or an object',
        '13:31: tasks[0].readOnlyRootFilesystem: must not be null; remove the field to use its default',
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
        '5:14: tasks[0].image: the value is an object, not a string; write "x"',
        '8:12: tasks[0].ref: 1 is a number, not a string; write "1"',
        '9:16: tasks[0].command: the value is a string, not an array; write ["sh", "-c", "…"]',
        '11:7: tasks[0].args[0]: the value is a number, not a string; write it as a string in double quotes',
        '13:12: tasks[0].env: the value is an array, not an object; write { "A": "…" }',
        '16:31: tasks[0].readOnlyRootFilesystem: "true" is a string, not true or false; write true',
        '17:18: tasks[0].resources: "large" is a string, not an object',
        '19:12: tasks[0].labels.a: 1 is a number, not a string; write "1"',
        '21:20: tasks[0].tolerations: the value is an object, not an array',
        '22:14: tasks[0].retry: true is not "clean" or "continue"',
      ],
    ],
    [
      'numbers as text',
      r({ run: '2', backoffLimit: '4', runAsUser: '1000' }),
      [
        '6:12: tasks[0].run: "2" is not an integer from 1 to 999; write 2',
        '7:21: tasks[0].backoffLimit: "4" is not an integer from 0 to 2147483647; write 4',
        '8:18: tasks[0].runAsUser: "1000" is not an integer from 0 to 2147483647; write 1000',
      ],
    ],
    [
      'an unknown choice',
      r({ retry: 'Clean', pvcAccessMode: 'RWO' }),
      [
        '6:14: tasks[0].retry: "Clean" is not "clean" or "continue"; write "clean"',
        '7:22: tasks[0].pvcAccessMode: "RWO" is not "ReadWriteOnce" or "ReadWriteMany" or "ReadWriteOncePod"; write "ReadWriteOnce"',
      ],
    ],
    [
      'values that may be secret are not shown',
      r({ env: { A: 12345, B: { secret: 'S3CRET!', key: 's' }, C: 'a\u0007' }, command: [4711] }),
      [
        '7:12: tasks[0].env.A: the value is a number, not a string or an object; write it as a string in double quotes',
        '9:19: tasks[0].env.B.secret: the value is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '12:12: tasks[0].env.C: the value contains the character U+0007 (a control character); remove it',
        '15:7: tasks[0].command[0]: the value is a number, not a string; write it as a string in double quotes',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('references', () => {
  test.each<Refusal>([
    [
      'an unknown parent',
      c({ parentTaskId: 'zebra' }),
      ['9:21: tasks[1].parentTaskId: "zebra" is not a task in this list; correct the ID or add the task'],
    ],
    [
      'a misspelled parent',
      [
        { ...root, taskId: 'build' },
        { ...child, parentTaskId: 'biuld' },
      ],
      ['9:21: tasks[1].parentTaskId: "biuld" is not a task in this list; did you mean "build"?'],
    ],
    [
      'a parent in another case',
      [
        { ...root, taskId: 'Build_1' },
        { ...child, parentTaskId: 'build-1' },
      ],
      ['9:21: tasks[1].parentTaskId: "build-1" is not a task in this list; did you mean "Build_1"?'],
    ],
    [
      'a task that is its own parent',
      c({ parentTaskId: 'b' }),
      ['9:21: tasks[1].parentTaskId: "b" is the task itself; use the ID of another task'],
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
      [
        '4:21: tasks[0].parentTaskId: is part of a cycle: a -> c -> b -> a; start the chain with a task without parentTaskId',
      ],
    ],
    [
      'a long cycle',
      Array.from({ length: 20 }, (_, i) => ({ ...child, taskId: `t${i}`, parentTaskId: `t${(i + 1) % 20}` })),
      [
        '4:21: tasks[0].parentTaskId: is part of a cycle: t0 -> t1 -> t2 -> t3 -> t4 -> (15 more) -> t0; start the chain with a task without parentTaskId',
      ],
    ],
    [
      'an ID that is used twice',
      [root, { ...root, repoUrl: 'https://example.com/b.git' }],
      ['8:15: tasks[1].taskId: "a" is used twice; give each task an ID of its own (see line 3, column 15)'],
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
        '10:21: tasks[0].repository: "example/rep" is not one of the list\'s repositories; did you mean "example/repo"?',
        '15:21: tasks[1].repository: "constructor" is not one of the list\'s repositories; correct the name or add it to repositories',
      ],
    ],
    [
      'a child with fields of a root',
      c({ pvcStorageSize: '2Gi', ref: 'main', gitSecret: 's', existingClaim: 'c', depth: 1, runAsUser: null }),
      [
        '11:5: tasks[1].pvcStorageSize: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
        '12:5: tasks[1].ref: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
        '13:5: tasks[1].gitSecret: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
        '14:5: tasks[1].existingClaim: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
        '15:5: tasks[1].depth: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
        '16:5: tasks[1].runAsUser: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
      ],
    ],
    [
      "a child with another repoUrl than its root's",
      c({ repoUrl: 'https://example.com/b.git' }),
      [
        '11:16: tasks[1].repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root task; remove it (see line 2, column 3)',
      ],
    ],
    [
      "a child with another repoUrl than its repository's",
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: [
          { taskId: 'a', repository: 'x', image: 'alpine:3' },
          { ...child, parentTaskId: 'a', repoUrl: 'https://example.com/a.git' },
          { ...child, taskId: 'c', parentTaskId: 'a', repoUrl: 'https://example.com/b.git' },
        ],
      },
      [
        '23:18: tasks[2].repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root task; remove it (see line 8, column 5)',
      ],
    ],
    [
      "a child with another repository than its root's",
      { repositories: { x: { url: 'https://example.com/a.git' } }, tasks: c({ repository: 'x' }) },
      [
        '17:21: tasks[1].repository: "x" is not the repository of the chain\'s root task; remove it (see line 8, column 5)',
      ],
    ],
    [
      'a grandchild with another repoUrl',
      [...c({}), { ...child, taskId: 'c', parentTaskId: 'b', repoUrl: 'https://example.com/b.git' }],
      [
        '16:16: tasks[2].repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root task; remove it (see line 2, column 3)',
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
        '12:7: tasks[0].pvcStorageSize: cannot be combined with repository; set it at the repository "x"',
        '13:7: tasks[0].gitImage: cannot be combined with repository; set it at the repository "x"',
        '14:7: tasks[0].depth: cannot be set: a repository is always mirrored with its full history; remove it',
        '15:7: tasks[0].existingClaim: cannot be combined with repository, which has a claim of its own; remove one of the two',
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
        '7:5: tasks[0].pvcStorageSize: cannot be combined with existingClaim; remove one of the two',
        '8:5: tasks[0].pvcStorageClass: cannot be combined with existingClaim; remove one of the two',
        '9:5: tasks[0].keepClaim: cannot be combined with existingClaim; remove one of the two',
      ],
    ],
    [
      'argoCd without a namespace',
      { argoCd: { repoURL: 'https://example.com/a.git' }, tasks: r({}) },
      ['2:3: argoCd: needs namespace; set it at the top of the list'],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('variables that refer to each other', () => {
  test.each<Refusal>([
    [
      'a default that refers to itself is reported once',
      {
        defaults: { env: { PATH: '/opt/bin:$(PATH)' } },
        tasks: [root, child],
      },
      [
        '4:15: defaults.env.PATH: $(PATH) is not expanded, because the variable refers to itself; write $$(PATH) for this text',
      ],
    ],
    [
      'a task that overrides what its default refers to',
      { defaults: { env: { B: '$(A)', A: '1' } }, tasks: r({ env: { A: '$(B)' } }) },
      ['14:14: tasks[0].env.A: $(B) is not expanded, because B refers to A; write $$(B) for this text'],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('name collisions', () => {
  test.each<Refusal>([
    [
      'a root and a repository that need the same claim name',
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: r({ taskId: 'x' }).concat({ taskId: 'y', repository: 'x', image: 'alpine:3' }),
      },
      [
        '9:17: tasks[0].taskId: "x" and "x" (repositories.x) both need the claim git-repo-pvc-x; rename one of the two (see line 3, column 10)',
      ],
    ],
    [
      'an existing claim that is the new claim of a root',
      [root, { ...root, taskId: 'b', existingClaim: 'git-repo-pvc-a' }],
      [
        '11:22: tasks[1].existingClaim: "git-repo-pvc-a" is the new claim of "a" (tasks[0].taskId); to share a claim, use a repository (see line 3, column 15)',
      ],
    ],
    [
      'an existing claim that is the new claim of a repository',
      {
        repositories: { x: { url: 'https://example.com/a.git' } },
        tasks: [
          { ...root, existingClaim: 'git-repo-pvc-x' },
          { taskId: 'y', repository: 'x', image: 'alpine:3' },
        ],
      },
      [
        '12:24: tasks[0].existingClaim: "git-repo-pvc-x" is the new claim of "x" (repositories.x); to share a claim, use a repository (see line 3, column 10)',
      ],
    ],
    [
      'two IDs with one hash',
      [
        { ...root, taskId: `${'x'.repeat(36)}.${'y'.repeat(10)}34703` },
        { ...root, taskId: `${'x'.repeat(36)}.${'y'.repeat(10)}49483` },
      ],
      [
        '8:15: tasks[1].taskId: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyy49483" and "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyy34703" (tasks[0].taskId) both need the name xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-6ee778c7; rename one of the two (see line 3, column 15)',
      ],
    ],
    [
      'two roots that describe one existing claim differently',
      [
        { ...root, existingClaim: 'data', runAsUser: 1000 },
        { ...root, taskId: 'b', existingClaim: 'data', pvcAccessMode: 'ReadWriteMany' },
      ],
      [
        '13:22: tasks[1].existingClaim: "data" has runAsUser 65534 here and 1000 at tasks[0] (task "a"); use the same value (see line 2, column 3)',
        '13:22: tasks[1].existingClaim: "data" has fsGroup 65534 here and 1000 at tasks[0] (task "a"); use the same value (see line 2, column 3)',
        '14:22: tasks[1].pvcAccessMode: "data" has pvcAccessMode "ReadWriteMany" here and "ReadWriteOnce" at tasks[0] (task "a"); use the same value (see line 2, column 3)',
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
        '3:15: tasks[0].taskId: "" is empty; use at least one and at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
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
        '3:5: repositories["/x"]: "/x" is not a valid name for a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends',
        '6:5: repositories[""]: "" is not a valid name for a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends',
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
      'a pull secret that is used twice',
      r({ imagePullSecrets: ['a', 'b', 'a'] }),
      ['6:25: tasks[0].imagePullSecrets: ["a","b","a"] contains "a" twice; remove one of the two'],
    ],
    [
      'label keys and values',
      r({ labels: { 'a b': 'x', 'example.com/': 'x', 'Example.com/a': 'x', ok: 'a b', long: 'x'.repeat(64) } }),
      [
        '7:7: tasks[0].labels["a b"]: "a b" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '8:7: tasks[0].labels["example.com/"]: "example.com/" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '9:7: tasks[0].labels["Example.com/a"]: "Example.com/a" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '10:13: tasks[0].labels.ok: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '11:15: tasks[0].labels.long: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'node selectors',
      r({ nodeSelector: { '': 'x', a: '-' } }),
      [
        '7:7: tasks[0].nodeSelector[""]: "" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '8:12: tasks[0].nodeSelector.a: "-" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'annotation keys',
      r({ annotations: { 'a b': 'x', 'a/b/c': '' } }),
      [
        '7:7: tasks[0].annotations["a b"]: "a b" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '8:7: tasks[0].annotations["a/b/c"]: "a/b/c" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      ],
    ],
    [
      'annotations that are too large',
      r({ annotations: { a: 'x'.repeat(262144) } }),
      [
        '6:20: tasks[0].annotations: the value takes 262145 bytes; Kubernetes allows at most 262144 bytes for all annotations of an object: shorten or remove some',
      ],
    ],
    [
      'quantities',
      r({
        pvcStorageSize: '1 Gi',
        tmpSize: '1GB',
        resources: { requests: { cpu: '100 m', memory: '1gi' }, limits: { cpu: '-1', memory: '1e' } },
      }),
      [
        '6:23: tasks[0].pvcStorageSize: "1 Gi" is not a Kubernetes quantity (such as 1Gi or 500M)',
        '7:16: tasks[0].tmpSize: "1GB" is not a Kubernetes quantity (such as 1Gi or 500M)',
        '10:16: tasks[0].resources.requests.cpu: "100 m" is not a Kubernetes quantity (such as 1Gi or 500M)',
        '11:19: tasks[0].resources.requests.memory: "1gi" is not a Kubernetes quantity (such as 1Gi or 500M)',
        '14:16: tasks[0].resources.limits.cpu: "-1" is negative; remove the "-"',
        '15:19: tasks[0].resources.limits.memory: "1e" is not a Kubernetes quantity (such as 1Gi or 500M)',
      ],
    ],
    [
      'a size of zero',
      r({ pvcStorageSize: '0', tmpSize: '0Ki' }),
      [
        '6:23: tasks[0].pvcStorageSize: "0" is zero; it must be at least one byte',
        '7:16: tasks[0].tmpSize: "0Ki" is zero; it must be at least one byte',
      ],
    ],
    [
      'a negative size',
      r({ pvcStorageSize: '-1Gi' }),
      ['6:23: tasks[0].pvcStorageSize: "-1Gi" is negative; remove the "-"'],
    ],
    [
      'a part of a byte',
      r({ pvcStorageSize: '100m', tmpSize: '0.5' }),
      [
        '6:23: tasks[0].pvcStorageSize: "100m" is in thousandths of a byte: "m" is milli, "M" is mega; use "M" or remove "m"',
        '7:16: tasks[0].tmpSize: "0.5" is not an integer number of bytes (such as 512Mi)',
      ],
    ],
    [
      'a size that Kubernetes does not support',
      r({ pvcStorageSize: '8Ei' }),
      ['6:23: tasks[0].pvcStorageSize: "8Ei" is more than Kubernetes supports (2^63 - 1); use a smaller quantity'],
    ],
    [
      'names of resources',
      r({ resources: { limits: { gpu: '1', 'requests.cpu': '1', 'hugepages-x': '1', 'nvidia.com/gpu': '0.5' } } }),
      [
        '8:9: tasks[0].resources.limits.gpu: "gpu" is not a resource of a container: use cpu, memory, ephemeral-storage, hugepages-<size> or an extended resource (such as nvidia.com/gpu)',
        '9:9: tasks[0].resources.limits["requests.cpu"]: "requests.cpu" is not a resource of a container: use cpu, memory, ephemeral-storage, hugepages-<size> or an extended resource (such as nvidia.com/gpu)',
        '10:9: tasks[0].resources.limits["hugepages-x"]: "hugepages-x" does not end with the size of a huge page (such as hugepages-2Mi)',
        '11:27: tasks[0].resources.limits["nvidia.com/gpu"]: "0.5" is not an integer (such as 1 or 2k)',
      ],
    ],
    [
      'a fraction of a resource',
      r({
        resources: { requests: { 'nvidia.com/gpu': '1', 'hugepages-2Mi': '3Mi' }, limits: { 'hugepages-2Mi': '4Mi' } },
      }),
      ['9:26: tasks[0].resources.requests["hugepages-2Mi"]: "3Mi" is not a multiple of the page size 2Mi'],
    ],
    [
      'a request above its limit',
      r({ resources: { requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '1500m', memory: '2147483647' } } }),
      [
        '8:16: tasks[0].resources.requests.cpu: "2" is more than the limit 1500m; change one of the two',
        '9:19: tasks[0].resources.requests.memory: "2Gi" is more than the limit 2147483647; change one of the two',
      ],
    ],
    [
      'a request above the default limit',
      r({ resources: { requests: { memory: '4Gi' } }, gitResources: { requests: { cpu: '1001m' } } }),
      [
        '8:19: tasks[0].resources.requests.memory: "4Gi" is more than the limit 2Gi (the default); change it, or set resources.limits.memory too',
        '13:16: tasks[0].gitResources.requests.cpu: "1001m" is more than the limit 1 (the default); change it, or set gitResources.limits.cpu too',
      ],
    ],
    [
      'a limit below the default request',
      r({ resources: { limits: { memory: '128Mi' } } }),
      [
        '8:19: tasks[0].resources.limits.memory: "128Mi" is less than the request 512Mi (the default); change it, or set resources.requests.memory too',
      ],
    ],
    [
      "a limit below the request of the list's defaults",
      {
        defaults: { resources: { requests: { memory: '1Gi' } } },
        tasks: r({ resources: { limits: { memory: '512Mi' } } }),
      },
      [
        '16:21: tasks[0].resources.limits.memory: "512Mi" is less than the request 1Gi (from defaults); change it, or set resources.requests.memory too',
      ],
    ],
    [
      'defaults that contradict each other',
      { defaults: { resources: { requests: { memory: '3Gi' } } }, tasks: [root, { ...child }] },
      [
        '5:19: defaults.resources.requests.memory: "3Gi" is more than the limit 2Gi (the default); change it, or set resources.limits.memory too',
      ],
    ],
    [
      "a repository's resources",
      {
        repositories: { x: { url: 'https://example.com/a.git', gitResources: { limits: { cpu: '50m' } } } },
        tasks: [{ taskId: 'a', repository: 'x', image: 'alpine:3' }],
      },
      [
        '7:18: repositories.x.gitResources.limits.cpu: "50m" is less than the request 100m (the default); change it, or set gitResources.requests.cpu too',
      ],
    ],
    [
      'a request below the limit of an extended resource',
      r({ resources: { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '2' } } }),
      ['8:27: tasks[0].resources.requests["nvidia.com/gpu"]: "1" is not equal to the limit 2; change one of the two'],
    ],
    [
      'a /tmp above the limit of ephemeral-storage',
      r({ tmpSize: '3Gi' }),
      [
        '6:16: tasks[0].tmpSize: "3Gi" is more than the limit of ephemeral-storage 2Gi (the default); change it, or set resources.limits["ephemeral-storage"] too',
      ],
    ],
    [
      'a limit of ephemeral-storage below /tmp',
      r({ resources: { limits: { 'ephemeral-storage': '512Mi' } } }),
      [
        '8:30: tasks[0].resources.limits["ephemeral-storage"]: "512Mi" is less than tmpSize 1Gi (the default); change it, or set tmpSize too',
      ],
    ],
    [
      'names of variables',
      r({ env: { '1A': 'x', 'A B': 'x', '': 'x', '..': 'x', 'A=B': 'x', é: 'x' } }),
      [
        '7:7: tasks[0].env["1A"]: "1A" is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
        '8:7: tasks[0].env["A B"]: "A B" is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
        '9:7: tasks[0].env[""]: "" is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
        '10:7: tasks[0].env[".."]: ".." is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
        '11:7: tasks[0].env["A=B"]: "A=B" is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
        '12:7: tasks[0].env["é"]: "é" is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."',
      ],
    ],
    [
      'keys of Secrets',
      r({ env: { A: { secret: 'ok', key: 'a/b' }, B: { secret: 'ok', key: '..' }, C: { secret: 'Not', key: 'ok' } } }),
      [
        '9:16: tasks[0].env.A.key: the value is not a valid key of a Secret or a ConfigMap: at most 253 of A-Z, a-z, 0-9, "-", "_" and ".", not "." and not starting with ".."',
        '13:16: tasks[0].env.B.key: the value is not a valid key of a Secret or a ConfigMap: at most 253 of A-Z, a-z, 0-9, "-", "_" and ".", not "." and not starting with ".."',
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
          '/a b',
          '/inputs',
          '/inputs/lint',
        ].map((mountPath, i) => ({ ...root, taskId: `t${i}`, mountPath })),
      ],
      [
        '6:18: tasks[0].mountPath: "work" is not an absolute path: start it with "/"',
        '12:18: tasks[1].mountPath: "/" would hide files of the image: use a folder of its own, such as /git-repo',
        '18:18: tasks[2].mountPath: "/tmp" is in /tmp, which the container needs: use a folder of its own, such as /git-repo',
        '24:18: tasks[3].mountPath: "/tmp/x" is in /tmp, which the container needs: use a folder of its own, such as /git-repo',
        '30:18: tasks[4].mountPath: "/proc/1" is in /proc, which the container needs: use a folder of its own, such as /git-repo',
        '36:18: tasks[5].mountPath: "/dev" is in /dev, which the container needs: use a folder of its own, such as /git-repo',
        '42:18: tasks[6].mountPath: "/etc" would hide files of the image: use a folder of its own, such as /git-repo',
        '48:18: tasks[7].mountPath: "/usr" would hide files of the image: use a folder of its own, such as /git-repo',
        '54:18: tasks[8].mountPath: "/a:b" contains ":", which is not allowed in a mount path; remove it',
        '60:18: tasks[9].mountPath: "/a/../b" contains an empty part, "." or ".."; write the path without them (such as /git-repo)',
        '66:18: tasks[10].mountPath: "/a//b" contains an empty part, "." or ".."; write the path without them (such as /git-repo)',
        '72:18: tasks[11].mountPath: "/a/" contains an empty part, "." or ".."; write the path without them (such as /git-repo)',
        '78:18: tasks[12].mountPath: "/a\\u0000" contains the character U+0000 (a control character); remove it',
        '84:18: tasks[13].mountPath: "/var/run/x" is in /var/run, which the container needs: use a folder of its own, such as /git-repo',
        '90:18: tasks[14].mountPath: "/etc/git-secret" is in /etc/git-secret, which the container needs: use a folder of its own, such as /git-repo',
        '96:18: tasks[15].mountPath: "/a b" contains a space, which is not allowed in a mount path; remove it',
        '102:18: tasks[16].mountPath: "/inputs" is in /inputs, which the container needs: use a folder of its own, such as /git-repo',
        '108:18: tasks[17].mountPath: "/inputs/lint" is in /inputs, which the container needs: use a folder of its own, such as /git-repo',
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
        '5:14: tasks[0].image: "" is empty; use an image reference (such as registry.example.com/team/app:1.2)',
        '10:14: tasks[1].image: "al pine" contains a space; remove it (an image is written as registry.example.com/team/app:1.2)',
        '15:14: tasks[2].image: "Alpine" contains a capital letter in its path: use lower case',
        '20:14: tasks[3].image: "Team/app" contains a capital letter in its path: use lower case',
        '25:14: tasks[4].image: "https://example.com/app" contains a scheme: remove it (an image is written as registry.example.com/team/app:1.2)',
        '30:14: tasks[5].image: "alpine:" does not end with a valid tag: at most 128 letters, digits, "_", "." and "-"',
        '35:14: tasks[6].image: "alpine:a b" contains a space; remove it (an image is written as registry.example.com/team/app:1.2)',
        '40:14: tasks[7].image: "alpine:-x" does not end with a valid tag: at most 128 letters, digits, "_", "." and "-"',
        '45:14: tasks[8].image: "alpine@sha256:abc" does not end with a valid digest, such as sha256: and 64 hex digits',
        '50:14: tasks[9].image: "alpine@md5:d41d8cd98f00b204e9800998ecf8427e" does not end with a valid digest, such as sha256: and 64 hex digits',
        '55:14: tasks[10].image: "a//b" is not an image reference (such as registry.example.com/team/app:1.2)',
        '60:14: tasks[11].image: "-a" is not an image reference (such as registry.example.com/team/app:1.2)',
        '65:14: tasks[12].image: "example.com:port/a" does not start with a valid registry (such as registry.example.com:5000): "example.com:port"',
        '70:14: tasks[13].image: "example.com:99999/a" does not start with a valid registry (such as registry.example.com:5000): "example.com:99999"',
        '75:14: tasks[14].image: "ex_ample.com/a" does not start with a valid registry (such as registry.example.com:5000): "ex_ample.com"',
        '80:14: tasks[15].image: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaa" is longer than 255 characters (without tag and digest); use a shorter name',
        '85:14: tasks[16].image: "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" is not an image reference (such as registry.example.com/team/app:1.2)',
        '90:14: tasks[17].image: "a:b:c" is not an image reference (such as registry.example.com/team/app:1.2)',
      ],
    ],
    [
      'an image of git',
      r({ gitImage: 'Alpine/Git' }),
      ['6:17: tasks[0].gitImage: "Alpine/Git" contains a capital letter in its path: use lower case'],
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
        '6:12: tasks[0].ref: "" is empty; use a branch, a tag or a full commit',
        '12:12: tasks[1].ref: "-x" starts with "-", which git would parse as an option; use a branch, a tag or a full commit',
        '18:12: tasks[2].ref: "--upload-pack=x" starts with "-", which git would parse as an option; use a branch, a tag or a full commit',
        '24:12: tasks[3].ref: "a b" is not a git ref; use a branch, a tag or a full commit',
        '30:12: tasks[4].ref: "a..b" is not a git ref; use a branch, a tag or a full commit',
        '36:12: tasks[5].ref: "a~1" is not a git ref; use a branch, a tag or a full commit',
        '42:12: tasks[6].ref: "a^" is not a git ref; use a branch, a tag or a full commit',
        '48:12: tasks[7].ref: "a:b" is not a git ref; use a branch, a tag or a full commit',
        '54:12: tasks[8].ref: "a?" is not a git ref; use a branch, a tag or a full commit',
        '60:12: tasks[9].ref: "a*" is not a git ref; use a branch, a tag or a full commit',
        '66:12: tasks[10].ref: "a[b" is not a git ref; use a branch, a tag or a full commit',
        '72:12: tasks[11].ref: "a\\\\b" is not a git ref; use a branch, a tag or a full commit',
        '78:12: tasks[12].ref: "/a" is not a git ref; use a branch, a tag or a full commit',
        '84:12: tasks[13].ref: "a/" is not a git ref; use a branch, a tag or a full commit',
        '90:12: tasks[14].ref: "a//b" is not a git ref; use a branch, a tag or a full commit',
        '96:12: tasks[15].ref: "a." is not a git ref; use a branch, a tag or a full commit',
        '102:12: tasks[16].ref: "a.lock" is not a git ref; use a branch, a tag or a full commit',
        '108:12: tasks[17].ref: ".a" is not a git ref; use a branch, a tag or a full commit',
        '114:12: tasks[18].ref: "a/.b" is not a git ref; use a branch, a tag or a full commit',
        '120:12: tasks[19].ref: "@" is not a git ref; use a branch, a tag or a full commit',
        '126:12: tasks[20].ref: "a@{b" is not a git ref; use a branch, a tag or a full commit',
        '132:12: tasks[21].ref: "abc1234" looks like an abbreviated commit, which cannot be fetched: use all 40 digits, or 64 for SHA-256 (or refs/heads/NAME if it is a branch)',
        '138:12: tasks[22].ref: "a\\u007f" contains the character U+007F (a control character); remove it',
        '144:12: tasks[23].ref: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxx" is longer than 255 bytes; use a shorter name, or a full commit',
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
        'ssh://a%20b@example.com/a',
      ].map((repoUrl, i) => ({ ...root, taskId: `t${i}`, repoUrl })),
      [
        '4:16: tasks[0].repoUrl: "" is empty; use the URL of a git repository (such as https://example.com/team/app.git)',
        '9:16: tasks[1].repoUrl: "example.com/a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '14:16: tasks[2].repoUrl: "/srv/a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '19:16: tasks[3].repoUrl: "./a.git" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '24:16: tasks[4].repoUrl: "file:///srv/a.git" has the scheme "file": use https, http or ssh',
        '29:16: tasks[5].repoUrl: "git://example.com/a.git" has the scheme "git": use https, http or ssh',
        '34:16: tasks[6].repoUrl: "ext::sh -c x" contains a space or a control character; write a space as %20, and remove control characters',
        '39:16: tasks[7].repoUrl: "ext::sh" has the scheme "ext": use https, http or ssh',
        '44:16: tasks[8].repoUrl: "ftp://example.com/a" has the scheme "ftp": use https, http or ssh',
        '49:16: tasks[9].repoUrl: "--upload-pack=x" starts with "-", which git would parse as an option; use the URL of a git repository (such as https://example.com/team/app.git)',
        '54:16: tasks[10].repoUrl: "https://example.com" does not contain the path of a repository; add it (such as /team/app.git)',
        '59:16: tasks[11].repoUrl: "https://example.com/" does not contain the path of a repository; add it (such as /team/app.git)',
        '64:16: tasks[12].repoUrl: "https:///a.git" does not contain a valid host (such as git.example.com)',
        '69:16: tasks[13].repoUrl: "https://-x/a.git" does not contain a valid host (such as git.example.com)',
        '74:16: tasks[14].repoUrl: "https://example.com:port/a" is not the URL of a git repository (such as https://example.com/team/app.git)',
        '79:16: tasks[15].repoUrl: "https://example.com:0/a" does not contain a valid port; use 1 to 65535, or remove it',
        '84:16: tasks[16].repoUrl: "https://example.com/a b" contains a space or a control character; write a space as %20, and remove control characters',
        '89:16: tasks[17].repoUrl: "https://example.com/a\\n" contains a space or a control character; write a space as %20, and remove control characters',
        '94:16: tasks[18].repoUrl: "https://example.com/a?***" contains "?" or "#": remove the query or the fragment',
        '99:16: tasks[19].repoUrl: "https://example.com/a#x" contains "?" or "#": remove the query or the fragment',
        '104:16: tasks[20].repoUrl: "https://example.com/%zz" contains a character in its path that is not allowed in a URL: percent-encode it (a space is %20)',
        '109:16: tasks[21].repoUrl: "https://example.com/a%0ab" contains a character in its path that is not allowed in a URL: percent-encode it (a space is %20)',
        '114:16: tasks[22].repoUrl: "https://example.com/é" contains a character in its path that is not allowed in a URL: percent-encode it (a space is %20)',
        '119:16: tasks[23].repoUrl: "git@example.com:" does not contain the path of a repository; add it (such as /team/app.git)',
        '124:16: tasks[24].repoUrl: "git@example.com:-x" contains a path that starts with "-", which git would parse as an option; write the URL with ssh://',
        '129:16: tasks[25].repoUrl: "C:/work/a" does not contain a valid host (such as git.example.com)',
        '134:16: tasks[26].repoUrl: "ssh://-oProxyCommand=x/a" does not contain a valid host (such as git.example.com)',
        '139:16: tasks[27].repoUrl: "git@-x:a" does not contain a valid host (such as git.example.com)',
        '144:16: tasks[28].repoUrl: "ssh://***@/a" does not contain a valid host (such as git.example.com)',
        '149:16: tasks[29].repoUrl: "ssh://***@example.com/a" does not contain a valid user (such as git); use letters, digits, "_", ".", "+" and "-"',
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
        '4:16: tasks[0].repoUrl: "https://***@example.com/a.git" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '9:16: tasks[1].repoUrl: "https://***@example.com/a.git" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '14:16: tasks[2].repoUrl: "http://***@example.com/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '19:16: tasks[3].repoUrl: "ssh://***@example.com/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '24:16: tasks[4].repoUrl: "***@example.com:a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '29:16: tasks[5].repoUrl: "https://example.com/a?***" contains "?" or "#": remove the query or the fragment',
        '34:16: tasks[6].repoUrl: "htps://***@example.com/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '39:16: tasks[7].repoUrl: "https://***@example.com/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '44:16: tasks[8].repoUrl: "https://***@example.com/a" is not the URL of a git repository (such as https://example.com/team/app.git)',
      ],
    ],
    [
      'a password in the wrong field',
      r({ image: 'https://user:hunter2@example.com/a.git', ref: 'https://user:hunter2@example.com/a.git' }),
      [
        '5:14: tasks[0].image: "https://***@example.com/a.git" contains a scheme: remove it (an image is written as registry.example.com/team/app:1.2)',
        '6:12: tasks[0].ref: "https://***@example.com/a.git" is not a git ref; use a branch, a tag or a full commit',
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
        '7:7: tasks[0].tolerations[0]: {} has no key: set key, or set operator to "Exists"',
        '8:7: tasks[0].tolerations[1]: {"operator":"Exists","value":"x"} has a value, which the operator "Exists" does not allow: remove value',
        '14:21: tasks[0].tolerations[2].operator: "exists" is not "Equal" or "Exists"; write "Exists"',
        '17:16: tasks[0].tolerations[3].key: "a b" is not a valid key: an optional DNS name and "/", then at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '22:18: tasks[0].tolerations[4].value: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
        '26:19: tasks[0].tolerations[5].effect: "No" is not "NoSchedule" or "PreferNoSchedule" or "NoExecute"',
        '28:7: tasks[0].tolerations[6]: {"key":"a","tolerationSeconds":5} has tolerationSeconds, which only the effect "NoExecute" allows: remove it, or set effect',
        '35:30: tasks[0].tolerations[7].tolerationSeconds: -1 is not an integer from 0 to 2147483647',
      ],
    ],
    [
      'runs',
      [0, 1000, 1.5, -1, 1e300, '1'].map((run, i) => ({ ...root, taskId: `t${i}`, run })),
      [
        '6:12: tasks[0].run: 0 is not an integer from 1 to 999',
        '12:12: tasks[1].run: 1000 is not an integer from 1 to 999',
        '18:12: tasks[2].run: 1.5 is not an integer from 1 to 999',
        '24:12: tasks[3].run: -1 is not an integer from 1 to 999',
        '30:12: tasks[4].run: 1e+300 is not an integer from 1 to 999',
        '36:12: tasks[5].run: "1" is not an integer from 1 to 999; write 1',
      ],
    ],
    [
      'numbers out of range',
      r({ backoffLimit: -1, activeDeadlineSeconds: 0, depth: 0, runAsUser: 0, fsGroup: -1 }),
      [
        '6:21: tasks[0].backoffLimit: -1 is not an integer from 0 to 2147483647',
        '7:30: tasks[0].activeDeadlineSeconds: 0 is not an integer from 1 to 2147483647',
        '8:14: tasks[0].depth: 0 is not a number of commits; remove the field to clone the full history',
        '9:18: tasks[0].runAsUser: 0 is root, which the Pod Security standard "restricted" does not allow; use another user, null for the one that the cluster chooses, or set podSecurity to "baseline" (in a list: at its top)',
        '10:16: tasks[0].fsGroup: -1 is not an integer from 0 to 2147483647',
      ],
    ],
    [
      'numbers beyond 31 bits',
      r({ backoffLimit: 2147483648, activeDeadlineSeconds: 2147483648, runAsUser: 2147483648 }),
      [
        '6:21: tasks[0].backoffLimit: 2147483648 is not an integer from 0 to 2147483647',
        '7:30: tasks[0].activeDeadlineSeconds: 2147483648 is not an integer from 1 to 2147483647',
        '8:18: tasks[0].runAsUser: 2147483648 is not an integer from 0 to 2147483647',
      ],
    ],
    [
      'a user that ssh does not find',
      [{ ...root, repoUrl: 'git@example.com:a.git', runAsUser: 1000 }],
      [
        '6:18: tasks[0].runAsUser: an ssh URL needs runAsUser 65534 (the default), 0 or null, not 1000: ssh looks up its user in /etc/passwd',
      ],
    ],
    [
      'a user in defaults that ssh does not find',
      {
        defaults: { runAsUser: 1000 },
        repositories: { x: { url: 'ssh://git@example.com/a.git' } },
        tasks: [
          { ...root, repoUrl: 'git@example.com:a.git' },
          { taskId: 'b', repository: 'x', image: 'alpine:3' },
        ],
      },
      [
        '7:14: repositories.x.url: an ssh URL needs runAsUser 65534 (the default), 0 or null, not 1000: ssh looks up its user in /etc/passwd (runAsUser is set in defaults)',
        '13:18: tasks[0].repoUrl: an ssh URL needs runAsUser 65534 (the default), 0 or null, not 1000: ssh looks up its user in /etc/passwd (runAsUser is set in defaults)',
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
        '4:16: argoCd.repoURL: "https://***@example.com/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
        '5:23: argoCd.targetRevision: "a b" is not a git ref; use a branch, a tag or a full commit',
        '6:13: argoCd.path: "/dist" is not a path in a repository (such as dist)',
        '7:16: argoCd.project: "P" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
        '8:18: argoCd.namespace: "a.b" is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
        '10:7: argoCd.destination.server: unknown field; did you mean "server"?',
        '13:13: argoCd.name: "more-than-twelve" is longer than 12 characters; shorten it, since the names of Applications start with it',
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
      ['5:20: argoCd.destination: server is required'],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

test('dnsConfig', () => {
  const problemsOf = (dnsConfig: object): string[] =>
    problemsIn(r({ dnsConfig })).map((problem) => problem.replace(/^\d+:\d+: tasks\[0\].dnsConfig\./, ''));
  expect(
    problemsOf({
      nameservers: ['dns.example.com', 'fe80::1%eth0', '::1'],
      searches: ['example.com.', 'a b'],
      options: [{ name: 'ndots', value: '1' }, { name: '' }, { name: 'timeout', value: 'a b' }, { value: '1' }],
    }),
  ).toEqual([
    'nameservers[0]: "dns.example.com" is not an IP address (such as 10.0.0.10)',
    'nameservers[1]: "fe80::1%eth0" is not an IP address (such as 10.0.0.10)',
    'searches[1]: "a b" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
    'options[1].name: "" is not the name of a resolver option (such as ndots): use letters, digits, "_", "." and "-"',
    'options[2].value: "a b" is not the value of a resolver option (such as "2"): use letters, digits, "_", "." and "-"',
    'options[3]: name is required',
  ]);
  const searches = Array.from({ length: 33 }, (_, index) => `a${index}`);
  expect(problemsOf({ nameservers: ['::1', '::2', '::3', '::4'], searches })).toEqual([
    'nameservers: ["::1","::2","::3","::4"] has 4 entries; Kubernetes allows at most 3: remove some',
    expect.stringMatching(/^searches: .* has 33 entries; Kubernetes allows at most 32: remove some$/),
  ]);
  expect(problemsOf({ searches: Array.from({ length: 10 }, () => `${'a.'.repeat(120)}a`) })).toEqual([
    expect.stringMatching(/^searches: .* takes more than 2048 characters, the maximum of Kubernetes; remove some$/),
  ]);
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
        '7:7: tasks[0].command[0]: the value contains the character U+0000 (a control character); remove it',
        '8:7: tasks[0].command[1]: the value contains the character U+001B (a control character); remove it',
        '9:7: tasks[0].command[2]: the value contains the character U+000D (a control character); remove it',
        '10:7: tasks[0].command[3]: the value contains the character U+0085 (a control character); remove it',
        '13:12: tasks[0].env.A: the value contains the character U+0007 (a control character); remove it',
        '16:12: tasks[0].annotations.a: the value contains the character U+007F (a control character); remove it',
      ],
    ],
    [
      'lone surrogates',
      r({ args: ['\ud800', 'a\udc00b'] }),
      [
        '7:7: tasks[0].args[0]: the value contains the character U+D800 (an unpaired surrogate); remove it',
        '8:7: tasks[0].args[1]: the value contains the character U+DC00 (an unpaired surrogate); remove it',
      ],
    ],
    [
      'line and paragraph separators',
      r({ args: ['a\u2028b', '\u2029'] }),
      [
        '7:7: tasks[0].args[0]: the value contains the character U+2028 (a separator that many programs treat as a line break); remove it',
        '8:7: tasks[0].args[1]: the value contains the character U+2029 (a separator that many programs treat as a line break); remove it',
      ],
    ],
    [
      'bidirectional overrides',
      r({ args: ['\u202ea', 'a\u2066b'] }),
      [
        '7:7: tasks[0].args[0]: the value contains the character U+202E (it changes the direction in which text is displayed); remove it',
        '8:7: tasks[0].args[1]: the value contains the character U+2066 (it changes the direction in which text is displayed); remove it',
      ],
    ],
    [
      'byte order marks and noncharacters',
      r({ args: ['\ufeffa', '\uffff'] }),
      [
        '7:7: tasks[0].args[0]: the value contains the character U+FEFF (not a text character); remove it',
        '8:7: tasks[0].args[1]: the value contains the character U+FFFF (not a text character); remove it',
      ],
    ],
    [
      'an argument that is too long for Linux',
      r({ args: ['x'.repeat(131072)] }),
      [
        '7:7: tasks[0].args[0]: the value takes 131072 bytes; Linux allows at most 131071 bytes in one argument or variable: put it into a file of the repository',
      ],
    ],
    [
      'such an argument in defaults',
      { defaults: { args: ['x'.repeat(131072)] }, tasks: r({}) },
      [
        '4:7: defaults.args[0]: the value takes 131072 bytes; Linux allows at most 131071 bytes in one argument or variable: put it into a file of the repository',
      ],
    ],
    [
      'a Job that is too large to be applied',
      r({ args: ['x'.repeat(131071), 'x'.repeat(131071)] }),
      [
        '2:3: tasks[0]: the Job takes 265780 bytes; at most 261120 can be applied: put long arguments and variables into files of the repository',
      ],
    ],
    [
      'a Job that is much larger than its fields',
      r({ env: Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`A${i}`, 'x'])) }),
      [
        '2:3: tasks[0]: the Job takes 263513 bytes; at most 261120 can be applied: put long arguments and variables into files of the repository',
      ],
    ],
    [
      'a Job that Go writes with many escape sequences',
      r({ args: ['<'.repeat(50_000)] }),
      [
        '2:3: tasks[0]: the Job takes 303635 bytes; at most 261120 can be applied: put long arguments and variables into files of the repository',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

describe('reserved names', () => {
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
        '7:7: tasks[0].env.TASK_ID: "TASK_ID" is reserved: this project sets it; use another name',
        '8:7: tasks[0].env.PARENT_TASK_ID: "PARENT_TASK_ID" is reserved: this project sets it; use another name',
        '9:7: tasks[0].env.REPO_URL: "REPO_URL" is reserved: this project sets it; use another name',
        '10:7: tasks[0].env.GIT_CONFIG_COUNT: "GIT_CONFIG_COUNT" is reserved: this project sets it; use another name',
        '11:7: tasks[0].env.GIT_CONFIG_KEY_0: "GIT_CONFIG_KEY_0" is reserved: this project sets it; use another name',
        '12:7: tasks[0].env.GIT_CONFIG_VALUE_0: "GIT_CONFIG_VALUE_0" is reserved: this project sets it; use another name',
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
        '7:7: tasks[0].labels.app: "app" is reserved: this project sets it; use another key',
        '8:7: tasks[0].labels["task-id"]: "task-id" is reserved: this project sets it; use another key',
        '9:7: tasks[0].labels["root-task-id"]: "root-task-id" is reserved: this project sets it; use another key',
        '10:7: tasks[0].labels["parent-task-id"]: "parent-task-id" is reserved: this project sets it; use another key',
        '11:7: tasks[0].labels["git-repo-claim"]: "git-repo-claim" is reserved: this project sets it; use another key',
        '12:7: tasks[0].labels["controller-uid"]: "controller-uid" is reserved: Kubernetes sets it; use another key',
        '13:7: tasks[0].labels["job-name"]: "job-name" is reserved: Kubernetes sets it; use another key',
        '14:7: tasks[0].labels["batch.kubernetes.io/job-name"]: "batch.kubernetes.io/job-name" is reserved: Kubernetes sets it; use another key',
        '15:7: tasks[0].labels["app.kubernetes.io/instance"]: "app.kubernetes.io/instance" is reserved: Argo CD uses it to find the objects of an Application; use another key',
        '16:7: tasks[0].labels["argocd.argoproj.io/instance"]: "argocd.argoproj.io/instance" is reserved: Argo CD uses it to find the objects of an Application; use another key',
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
        '7:7: tasks[0].annotations["argocd.argoproj.io/sync-wave"]: "argocd.argoproj.io/sync-wave" is reserved: it would change how Argo CD syncs the Job; use another key',
        '8:7: tasks[0].annotations["argocd.argoproj.io/hook"]: "argocd.argoproj.io/hook" is reserved: it would change how Argo CD syncs the Job; use another key',
        '9:7: tasks[0].annotations["batch.kubernetes.io/job-tracking"]: "batch.kubernetes.io/job-tracking" is reserved: Kubernetes sets it; use another key',
        '10:7: tasks[0].annotations["container.apparmor.security.beta.kubernetes.io/main"]: "container.apparmor.security.beta.kubernetes.io/main" is reserved: Kubernetes reads it as a setting of the pod; use another key',
      ],
    ],
    [
      'in defaults too',
      { defaults: { env: { TASK_ID: 'x' }, labels: { app: 'x' } }, tasks: r({}) },
      [
        '4:7: defaults.env.TASK_ID: "TASK_ID" is reserved: this project sets it; use another name',
        '7:7: defaults.labels.app: "app" is reserved: this project sets it; use another key',
      ],
    ],
  ])('%s', (_name, list, messages) => {
    expect(problemsIn(list)).toEqual(messages);
  });
});

test.each<[string, unknown, string[]]>([
  [
    'the ID of a task that has a problem',
    [{ ...root, run: 0 }],
    ['tasks.json:6:12: tasks[0].run (task "a"): 0 is not an integer from 1 to 999'],
  ],
  [
    'no ID at the ID itself, whose value the message has',
    [root, root],
    ['tasks.json:8:15: tasks[1].taskId: "a" is used twice; give each task an ID of its own (see line 3, column 15)'],
  ],
  [
    'no ID that is not valid',
    [{ ...root, taskId: 'a b', run: 0 }],
    [
      'tasks.json:3:15: tasks[0].taskId: "a b" is not a label value: at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends',
      'tasks.json:6:12: tasks[0].run: 0 is not an integer from 1 to 999',
    ],
  ],
  [
    'no ID outside of tasks',
    { defaults: { run: 2 }, tasks: [root] },
    ['tasks.json:3:5: defaults.run: cannot be set in defaults; set it at each task'],
  ],
])('a line names %s', (_name, list, lines) => {
  expect(report(list)).toEqual(lines);
});

test('a line names the ID of a task that has a key twice', () => {
  expect(
    reportText('[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "a:1", "image": "a:1" }]'),
  ).toEqual(['tasks.json:1:75: tasks[0].image (task "a"): duplicate key (first in line 1); remove one of the two']);
});
