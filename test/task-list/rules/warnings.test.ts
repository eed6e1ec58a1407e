import { parseTaskList } from '../../../lib/task-list';

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };
const other = { ...child, taskId: 'c' };
const repository = { url: 'https://example.com/a.git' };
const onRepository = { taskId: 'a', repository: 'x', image: 'alpine:3' };
const selector = { disk: 'ssd' };

function warningsIn(list: unknown): string[] {
  const { problems } = parseTaskList(JSON.stringify(list, null, 2), 'tasks.json');
  expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  return problems.map(({ line, column, path, message }) => `${line}:${column}: ${path}: ${message}`);
}

test.each<[string, unknown, string[]]>([
  [
    'an image without a tag',
    [{ ...root, image: 'alpine' }],
    ['5:14: tasks[0].image: "alpine" has no tag: a later run may get another image; use a fixed tag or a digest'],
  ],
  [
    'the latest image',
    {
      defaults: { image: 'alpine:latest', gitImage: 'localhost:5000/git' },
      tasks: [
        { ...root, image: undefined },
        { ...child, image: undefined },
      ],
    },
    [
      '3:14: defaults.image: "alpine:latest" has the tag latest: a later run may get another image; use a fixed tag or a digest',
      '4:17: defaults.gitImage: "localhost:5000/git" has no tag: a later run may get another image; use a fixed tag or a digest',
    ],
  ],
  ['an image with a digest', [{ ...root, image: `alpine@sha256:${'a'.repeat(64)}` }], []],
  [
    'http',
    {
      repositories: { x: { url: 'http://example.com/a' } },
      tasks: [
        { ...onRepository, taskId: 'z' },
        { ...root, repoUrl: 'http://example.com/b' },
      ],
    },
    [
      '4:14: repositories.x.url: "http://example.com/a" uses http: anyone on the network path can read and change what is cloned; use https',
      '15:18: tasks[1].repoUrl: "http://example.com/b" uses http: anyone on the network path can read and change what is cloned; use https',
    ],
  ],
  [
    'images and sizes of sidecars',
    [
      {
        ...root,
        sidecars: [
          {
            name: 'a',
            image: 'redis',
            tmpSize: '5',
            resources: { limits: { memory: '4000' }, requests: { memory: '4000' } },
          },
        ],
      },
    ],
    [
      '9:18: tasks[0].sidecars[0].image: "redis" has no tag: a later run may get another image; use a fixed tag or a digest',
      '10:20: tasks[0].sidecars[0].tmpSize: "5" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
      '13:23: tasks[0].sidecars[0].resources.limits.memory: "4000" is less than the 6Mi that a container needs; use more, such as 512Mi (a number without a unit is in bytes)',
      '16:23: tasks[0].sidecars[0].resources.requests.memory: "4000" is less than the 6Mi that a container needs; use more, such as 512Mi (a number without a unit is in bytes)',
    ],
  ],
  [
    'sizes of volumes of the pod in bytes',
    [{ ...root, ephemeral: { size: '10' }, volumes: [{ mountPath: '/a', emptyDir: '5' }] }],
    [
      '7:15: tasks[0].ephemeral.size: "10" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
      '12:21: tasks[0].volumes[0].emptyDir: "5" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
    ],
  ],
  [
    'sizes of volumes in bytes',
    {
      defaults: { tmpSize: '500' },
      repositories: { x: { ...repository, pvcStorageSize: '10' } },
      tasks: [onRepository, { ...root, taskId: 'b', pvcStorageSize: '1023Ki' }],
    },
    [
      '3:16: defaults.tmpSize: "500" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
      '8:25: repositories.x.pvcStorageSize: "10" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
      '21:25: tasks[1].pvcStorageSize: "1023Ki" is less than 1Mi; use more, such as 1Gi (a number without a unit is in bytes)',
    ],
  ],
  [
    'memory in bytes',
    [{ ...root, resources: { requests: { memory: '256' }, limits: { memory: '512' } } }],
    [
      '8:19: tasks[0].resources.requests.memory: "256" is less than the 6Mi that a container needs; use more, such as 512Mi (a number without a unit is in bytes)',
      '11:19: tasks[0].resources.limits.memory: "512" is less than the 6Mi that a container needs; use more, such as 512Mi (a number without a unit is in bytes)',
    ],
  ],
  [
    'cpu in bytes, and more cores than any node has',
    [{ ...root, resources: { limits: { cpu: '100Mi' } }, gitResources: { limits: { cpu: '20k' } } }],
    [
      '8:16: tasks[0].resources.limits.cpu: "100Mi" has the unit Mi, which is for bytes; use cores (such as 2) or thousandths of a core (such as 500m)',
      '13:16: tasks[0].gitResources.limits.cpu: "20k" is more than 10,000 cores; use cores (such as 2) or thousandths of a core (such as 500m)',
    ],
  ],
  [
    'sensible amounts',
    [
      {
        ...root,
        pvcStorageSize: '1Mi',
        tmpSize: '1048576',
        resources: {
          requests: { cpu: '0', memory: '0' },
          limits: { cpu: '10k', memory: '6Mi', 'example.com/fpga': '1' },
        },
        gitResources: { requests: { cpu: '.1' }, limits: { memory: '1e9' } },
      },
    ],
    [],
  ],
  [
    'a repository that no task uses',
    { repositories: { x: repository }, tasks: [root] },
    ['3:5: repositories.x: is not used by any task; remove it, or set repository at a task'],
  ],
  [
    'siblings on a ReadWriteOncePod claim',
    [{ ...root, pvcAccessMode: 'ReadWriteOncePod' }, child, other],
    [
      '6:22: tasks[0].pvcAccessMode: "ReadWriteOncePod" allows one pod at a time: "b" and "c" will wait for each other; use another access mode to run them at the same time',
    ],
  ],
  [
    'one child after the other on a ReadWriteOncePod claim',
    [{ ...root, pvcAccessMode: 'ReadWriteOncePod' }, child, { ...other, parentTaskId: 'b' }],
    [],
  ],
  [
    'cousins on a ReadWriteOncePod claim of the defaults',
    {
      defaults: { pvcAccessMode: 'ReadWriteOncePod' },
      tasks: [
        root,
        child,
        other,
        { ...child, taskId: 'd', parentTaskId: 'b' },
        { ...child, taskId: 'e', parentTaskId: 'c' },
      ],
    },
    [
      '3:22: defaults.pvcAccessMode: "ReadWriteOncePod" allows one pod at a time: "b" and "c" will wait for each other; use another access mode to run them at the same time',
    ],
  ],
  [
    'chains on one ReadWriteOncePod claim',
    {
      repositories: { x: { ...repository, pvcAccessMode: 'ReadWriteOncePod' } },
      tasks: [onRepository, { ...onRepository, taskId: 'b' }],
    },
    [
      '5:24: repositories.x.pvcAccessMode: "ReadWriteOncePod" allows one pod at a time: "a" and "b" will wait for each other; use another access mode to run them at the same time',
    ],
  ],
  [
    'siblings on a ReadWriteOnce claim that select other nodes',
    [root, child, { ...other, nodeSelector: selector }],
    [
      '16:21: tasks[2].nodeSelector: selects other nodes than tasks[1] (task "b"), which may run at the same time, but their ReadWriteOnce claim is on one node; use the same nodeSelector (see line 7, column 3)',
    ],
  ],
  [
    'siblings of which one is an input of the other',
    [{ ...root, pvcAccessMode: 'ReadWriteOncePod' }, child, { ...other, inputs: ['b'], nodeSelector: selector }],
    [],
  ],
  [
    'siblings that select the same nodes',
    [root, { ...child, nodeSelector: { a: 'x', b: 'y' } }, { ...other, nodeSelector: { b: 'y', a: 'x' } }],
    [],
  ],
  [
    'siblings of which one writes out the default of nodeSelector',
    [root, child, { ...other, nodeSelector: { 'kubernetes.io/os': 'linux' } }],
    [],
  ],
  [
    'siblings on a ReadWriteMany claim',
    [{ ...root, pvcAccessMode: 'ReadWriteMany' }, child, { ...other, nodeSelector: selector }],
    [],
  ],
  ['parent and child that select other nodes', [root, { ...child, nodeSelector: selector }], []],
])('%s', (_name, list, warnings) => {
  expect(warningsIn(list)).toEqual(warnings);
});
