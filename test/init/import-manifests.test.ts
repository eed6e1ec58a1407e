import fc from 'fast-check';
import { dropInvalid } from '../../lib/init/import/drop-invalid';
import { importManifests } from '../../lib/init/import/import-manifests';
import { createList, type TaskEntry } from '../../lib/init/list-text';
import { parseManifests } from '../../lib/output/parse-manifests';
import { parseTaskList } from '../../lib/task-list';

interface Imported {
  readonly tasks: readonly TaskEntry[];
  /** What is not in the tasks, as `field: reason`. */
  readonly differences: readonly string[];
}

/** Imports manifests as `init --from` does. */
function importYaml(yaml: string): Imported {
  return importDocuments(parseManifests(yaml));
}

function importDocuments(documents: readonly object[]): Imported {
  const { namespace, objects } = importManifests(documents);
  const tasks = objects.flatMap(({ task }) => (task ? [task] : []));
  const checked = dropInvalid(createList({ namespace }, { path: '' }, tasks));
  const left = checked.flatMap(({ task }) => (task ? [task] : []));
  const list = createList({ namespace }, { path: '' }, left);
  if (left.length > 0) expect(parseTaskList(JSON.stringify(list), 'tasks.json').list).toBeDefined();
  const reported = objects.flatMap(({ name, differences }) =>
    differences.map(({ field, reason }) => `${[name, field].filter(Boolean).join(' ')}: ${reason}`),
  );
  return {
    tasks: JSON.parse(JSON.stringify(left)) as TaskEntry[],
    differences: [
      ...reported,
      ...checked.flatMap(({ dropped }) => dropped.map(({ field, message }) => `${field}: ${message}`)),
    ],
  };
}

/** What each Job that sets no limits, user and deadline differs in. */
const USUAL = /activeDeadlineSeconds: is not|limits\.(cpu|memory): is not|runAsUser: is not|workingDir: is not set/;

function unusual(differences: readonly string[]): string[] {
  return differences.filter((difference) => !USUAL.test(difference));
}

/** The shape that most guides have: an init container clones into a claim, and the main container works in it. */
const COMMON = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: work }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 5Gi } }, storageClassName: fast }
---
apiVersion: batch/v1
kind: Job
metadata: { name: docs, labels: { team: web } }
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 3600
  template:
    spec:
      restartPolicy: Never
      initContainers:
        - name: git-clone
          image: alpine/git:2.43.0
          command: [git, clone, https://github.com/acme/docs.git, /git-repo]
          volumeMounts: [{ name: repo, mountPath: /git-repo }]
      containers:
        - name: main
          image: node:22
          command: [npm]
          args: [run, docs]
          workingDir: /git-repo
          env:
            - { name: NODE_ENV, value: production }
            - { name: TOKEN, valueFrom: { secretKeyRef: { name: npm, key: token } } }
          resources: { requests: { cpu: 1 }, limits: { cpu: '2', memory: 4Gi } }
          securityContext: { runAsUser: 1000, readOnlyRootFilesystem: true }
          volumeMounts: [{ name: repo, mountPath: /git-repo }]
      volumes:
        - { name: repo, persistentVolumeClaim: { claimName: work } }
`;

test('the common shape becomes a task with the same fields', () => {
  const { tasks, differences } = importYaml(COMMON);
  expect(tasks).toEqual([
    {
      taskId: 'docs',
      repoUrl: 'https://github.com/acme/docs.git',
      image: 'node:22',
      command: ['npm'],
      args: ['run', 'docs'],
      env: { NODE_ENV: 'production', TOKEN: { secret: 'npm', key: 'token' } },
      resources: { requests: { cpu: '1' }, limits: { cpu: '2', memory: '4Gi' } },
      pvcStorageSize: '5Gi',
      pvcStorageClass: 'fast',
      runAsUser: 1000,
      labels: { team: 'web' },
      backoffLimit: 2,
      activeDeadlineSeconds: 3600,
    },
  ]);
  expect(differences).toEqual([
    'Job docs spec.template.spec.volumes[repo].persistentVolumeClaim: the task gets a claim of its own, git-repo-pvc-docs; work and its data stay as they are',
  ]);
});

test('a script with a branch, a depth and a subfolder of the volume', () => {
  const { tasks, differences } = importYaml(`
kind: Job
metadata: { name: lint }
spec:
  template:
    spec:
      initContainers:
        - name: clone
          image: registry.example.com/git:1
          command: [sh, -c]
          args:
            - |
              set -eu
              if [ ! -d /work/src/.git ]; then
                git clone -b release --depth 1 --single-branch "$REPO" /work/src 2>&1
              fi
              cd /work/src && git pull
              chown -R 1000:1000 /work/src
          env: [{ name: REPO, value: https://example.com/app.git }, { name: GIT_SSL_NO_VERIFY, value: "1" }]
          volumeMounts: [{ name: work, mountPath: /work }]
      containers:
        - name: lint
          image: python:3.13
          workingDir: /data/src
          command: [make, lint]
          volumeMounts: [{ name: work, mountPath: /data }, { name: tmp, mountPath: /tmp }]
      volumes: [{ name: work, emptyDir: { sizeLimit: 3Gi } }, { name: tmp, emptyDir: { sizeLimit: 500Mi } }]
`);
  expect(tasks).toEqual([
    {
      taskId: 'lint',
      repoUrl: 'https://example.com/app.git',
      ref: 'release',
      depth: 1,
      image: 'python:3.13',
      command: ['make', 'lint'],
      readOnlyRootFilesystem: false,
      mountPath: '/data/src',
      pvcStorageSize: '3Gi',
      tmpSize: '500Mi',
    },
  ]);
  const init = 'Job lint spec.template.spec.initContainers[clone]';
  expect(unusual(differences)).toEqual([
    `${init}.env[GIT_SSL_NO_VERIFY]: the container that clones has only the variables of this project`,
    `${init}.command: git pull: each run has a clone of its own, and its retries use the same commit`,
    `${init}.command: chown: the user of the task owns the working tree`,
    `${init}.image: the clone runs in the default image of this project; set gitImage for another one with sh, git, ssh and flock`,
    'Job lint spec.template.spec.volumes[work].name: the tree is on a claim, git-repo-pvc-lint, which stays when the pod ends; set ephemeral if nothing needs it then',
  ]);
});

test('arguments of an image whose entrypoint is git, with variables of Kubernetes, on a claim that exists', () => {
  const { tasks, differences } = importYaml(`
kind: Job
metadata: { generateName: scan- }
spec:
  template:
    spec:
      initContainers:
        - name: git
          image: alpine/git
          args: [clone, --branch=$(BRANCH), --depth=5, --recurse-submodules, --, $(URL), /src]
          env: [{ name: URL, value: 'git@example.com:team/app.git' }, { name: BRANCH, value: main }]
          volumeMounts: [{ name: src, mountPath: /src }]
      containers:
        - { name: scan, image: scanner:1, volumeMounts: [{ name: src, mountPath: /src, readOnly: true }] }
      volumes: [{ name: src, persistentVolumeClaim: { claimName: shared } }]
`);
  expect(tasks).toEqual([
    {
      taskId: 'scan',
      repoUrl: 'git@example.com:team/app.git',
      ref: 'main',
      depth: 5,
      image: 'scanner:1',
      readOnlyRootFilesystem: false,
      mountPath: '/src',
      existingClaim: 'shared',
    },
  ]);
  expect(unusual(differences)).toEqual([
    'Job scan- spec.template.spec.initContainers[git].command: --recurse-submodules: submodules are not fetched',
  ]);
});

test('a commit that is checked out after the clone, and a mount with a subPath', () => {
  const { tasks } = importYaml(`
kind: Job
metadata: { name: build }
spec:
  template:
    spec:
      initContainers:
        - name: git
          image: alpine/git
          command: [/bin/sh, -ec]
          args: ['cd /volume && git clone https://example.com/app && cd app && git checkout 0123456789012345678901234567890123456789']
          volumeMounts: [{ name: v, mountPath: /volume, subPath: build }]
      containers:
        - { name: build, image: 'golang:1.25', volumeMounts: [{ name: v, mountPath: /go/src, subPath: build/app }] }
      volumes: [{ name: v, emptyDir: {} }]
`);
  expect(tasks).toMatchObject([
    { ref: '0123456789012345678901234567890123456789', mountPath: '/go/src', repoUrl: 'https://example.com/app' },
  ]);
});

test('variables of a shell: assigned, with a default, and unknown', () => {
  const clone = (script: string): Imported =>
    importYaml(
      COMMON.replace(
        '[git, clone, https://github.com/acme/docs.git, /git-repo]',
        JSON.stringify(['bash', '-euc', script]),
      ),
    );
  const { tasks } = clone('DIR=/git-repo\ngit clone -b "${BRANCH:-main}" https://example.com/a.git "$DIR"');
  expect(tasks).toMatchObject([{ ref: 'main', repoUrl: 'https://example.com/a.git' }]);
  expect(tasks[0]).not.toHaveProperty('mountPath');

  const unknown = clone('git clone -b $BRANCH https://example.com/a.git /git-repo');
  expect(unknown.tasks).toHaveLength(1);
  expect(unknown.tasks[0]).not.toHaveProperty('ref');
  expect(unknown.differences.join()).toContain('the branch has a variable whose value is not in the manifest; set ref');
  const noUrl = clone('git clone $URL /git-repo');
  expect(noUrl.tasks).toEqual([]);
  expect(noUrl.differences.join()).toContain('the URL has a variable whose value is not in the manifest');
});

test('a credential of the clone is never copied', () => {
  const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
  const yaml = COMMON.replace('https://github.com', `https://bot:${secret}@github.com`);
  const { tasks, differences } = importYaml(yaml);
  expect(tasks).toMatchObject([{ repoUrl: 'https://github.com/acme/docs.git' }]);
  expect(differences).toContain(
    'Job docs spec.template.spec.initContainers[git-clone].command: the URL has a credential, which was not copied; store it in a Secret and set gitSecret',
  );
  expect(JSON.stringify([tasks, differences])).not.toContain(secret);
});

test('a credential in a Secret is reported with its name', () => {
  const { tasks, differences } = importYaml(`
kind: Job
metadata: { name: docs }
spec:
  template:
    spec:
      initContainers:
        - name: git
          image: alpine/git
          command: [sh, -c, 'git clone https://$USER_NAME:$GIT_TOKEN@example.com/docs.git /git-repo']
          env:
            - { name: USER_NAME, value: bot }
            - { name: GIT_TOKEN, valueFrom: { secretKeyRef: { name: git-bot, key: token } } }
          volumeMounts: [{ name: repo, mountPath: /git-repo }, { name: ssh, mountPath: /root/.ssh }]
      containers: [{ name: main, image: 'node:22', volumeMounts: [{ name: repo, mountPath: /git-repo }] }]
      volumes: [{ name: repo, emptyDir: {} }, { name: ssh, secret: { secretName: git-key } }]
`);
  expect(tasks).toMatchObject([{ repoUrl: 'https://example.com/docs.git' }]);
  expect(differences.filter((difference) => difference.includes('in the Secret git-'))).toHaveLength(2);
});

test('secrets in variables and commands are not copied', () => {
  const secret = 'glpat-abcdefghijklmnopqrst';
  const { tasks, differences } = importYaml(
    COMMON.replace('value: production', 'value: "s3cret"')
      .replace('name: NODE_ENV', 'name: DB_PASSWORD')
      .replace('args: [run, docs]', `args: [deploy, --token=${secret}]`),
  );
  expect(tasks).toMatchObject([{ env: { TOKEN: { secret: 'npm', key: 'token' } } }]);
  expect(tasks[0]).not.toHaveProperty('args');
  expect(JSON.stringify([tasks, differences])).not.toMatch(new RegExp(`s3cret|${secret}`));
  const main = 'Job docs spec.template.spec.containers[main]';
  expect(differences).toEqual(
    expect.arrayContaining([
      `${main}.env[DB_PASSWORD].value: looks like a secret, so it was not copied; set the variable to a key of a Secret`,
      `${main}.args: has a secret in it, so it was not copied; put the secret into a variable with a key of a Secret`,
    ]),
  );
});

test('a token that check would warn about is not copied, whatever the name of its variable', () => {
  const secret = `sk-ant-${'a1'.repeat(20)}`;
  const { tasks, differences } = importYaml(COMMON.replace('value: production', `value: "${secret}"`));
  expect(tasks).toMatchObject([{ env: { TOKEN: { secret: 'npm', key: 'token' } } }]);
  expect(tasks[0]!.env).not.toHaveProperty('NODE_ENV');
  expect(JSON.stringify([tasks, differences])).not.toContain(secret);
});

test('what a task cannot have is reported field by field, and no field is forgotten', () => {
  const { tasks, differences } = importYaml(`
apiVersion: batch/v1
kind: Job
metadata: { name: big, annotations: { owner: me }, labels: { app: big } }
spec:
  ttlSecondsAfterFinished: 60
  parallelism: 3
  completions: 1
  template:
    metadata: { annotations: { example.com/a: b } }
    spec:
      hostNetwork: true
      restartPolicy: OnFailure
      fieldOfTheFuture: 1
      securityContext: { runAsUser: 0, runAsGroup: 5, supplementalGroups: [7] }
      initContainers:
        - { name: wait, image: busybox, command: [sleep, '5'] }
        - { name: git, image: alpine/git, args: [clone, 'https://example.com/a.git', /git-repo], volumeMounts: [{ name: repo, mountPath: /git-repo }] }
      containers:
        - name: work
          image: Bad Image
          ports: [{ containerPort: 80 }]
          env:
            - { name: IPS, valueFrom: { fieldRef: { fieldPath: status.podIPs } } }
            - { name: FILE, valueFrom: { fileKeyRef: { volumeName: a, path: b, key: c } } }
            - { name: REPO_URL, value: x }
          securityContext: { privileged: true }
          volumeMounts: [{ name: repo, mountPath: /git-repo }, { name: sock, mountPath: /var/run/docker.sock }]
        - { name: proxy, image: envoy }
      volumes: [{ name: repo, emptyDir: {} }, { name: sock, hostPath: { path: /var/run/docker.sock } }]
`);
  expect(tasks).toEqual([]);
  const fields = differences.map((difference) => difference.replace(/^Job big |: .*/g, ''));
  expect(fields).toEqual(
    expect.arrayContaining([
      'metadata.annotations',
      'spec.ttlSecondsAfterFinished',
      'spec.parallelism',
      'spec.template.spec.hostNetwork',
      'spec.template.spec.restartPolicy',
      'spec.template.spec.fieldOfTheFuture',
      'spec.template.spec.securityContext.runAsGroup',
      'spec.template.spec.securityContext.supplementalGroups',
      'spec.template.spec.initContainers[wait]',
      'spec.template.spec.containers[work].ports',
      'spec.template.spec.containers[work].env[FILE].valueFrom.fileKeyRef',
      'env.IPS',
      'spec.template.spec.containers[work].securityContext.privileged',
      'spec.template.spec.containers[proxy]',
      'spec.template.spec.volumes[sock]',
      'runAsUser',
      'labels.app',
      'env.REPO_URL',
      'image',
    ]),
  );
  expect(fields).not.toContain('spec.completions');
  expect(differences.find((difference) => difference.startsWith('runAsUser'))).toContain('is root');
});

test('variables, volumes and settings of the pod become fields of the task', () => {
  const { tasks, differences } = importYaml(`
kind: PersistentVolumeClaim
metadata: { name: npm-cache }
spec: { accessModes: [ReadWriteMany], resources: { requests: { storage: 5Gi } } }
---
kind: Job
metadata: { name: agent }
spec:
  template:
    spec:
      runtimeClassName: gvisor
      hostUsers: true
      terminationGracePeriodSeconds: 120
      initContainers:
        - { name: git, image: alpine/git, args: [clone, 'https://example.com/a.git', /git-repo], volumeMounts: [{ name: repo, mountPath: /git-repo }] }
      containers:
        - name: agent
          image: agent:1
          imagePullPolicy: Always
          envFrom: [{ secretRef: { name: api, optional: true }, prefix: API_ }, { configMapRef: { name: settings } }]
          env:
            - { name: LEVEL, valueFrom: { configMapKeyRef: { name: settings, key: level } } }
            - { name: POD, valueFrom: { fieldRef: { apiVersion: v1, fieldPath: metadata.name } } }
            - { name: MEMORY, valueFrom: { resourceFieldRef: { resource: limits.memory, divisor: 1Mi } } }
            - { name: CPU, valueFrom: { resourceFieldRef: { containerName: agent, resource: limits.cpu, divisor: '0' } } }
          volumeMounts:
            - { name: repo, mountPath: /git-repo }
            - { name: prompts, mountPath: /etc/agent }
            - { name: key, mountPath: /run/key, readOnly: true }
            - { name: cache, mountPath: /cache, readOnly: true }
            - { name: shm, mountPath: /dev/shm }
            - { name: scratch, mountPath: /scratch }
            - { name: token, mountPath: /token }
            - { name: part, mountPath: /part, subPath: a }
      volumes:
        - { name: repo, emptyDir: {} }
        - { name: prompts, configMap: { name: prompts, defaultMode: 420 } }
        - { name: key, secret: { secretName: key, optional: true, items: [{ key: a, path: b }] } }
        - { name: cache, persistentVolumeClaim: { claimName: npm-cache } }
        - { name: shm, emptyDir: { medium: Memory, sizeLimit: 1Gi } }
        - { name: scratch, emptyDir: {} }
        - { name: token, projected: { defaultMode: 420, sources: [{ serviceAccountToken: { audience: vault, path: token, expirationSeconds: 600 } }] } }
        - { name: part, configMap: { name: part } }
`);
  expect(tasks).toEqual([
    {
      taskId: 'agent',
      repoUrl: 'https://example.com/a.git',
      image: 'agent:1',
      imagePullPolicy: 'Always',
      env: {
        LEVEL: { configMap: 'settings', key: 'level' },
        POD: { field: 'metadata.name' },
        MEMORY: { resource: 'limits.memory', divisor: '1Mi' },
        CPU: { resource: 'limits.cpu' },
      },
      envFrom: [{ secret: 'api', prefix: 'API_', optional: true }, { configMap: 'settings' }],
      readOnlyRootFilesystem: false,
      volumes: [
        { mountPath: '/etc/agent', configMap: 'prompts' },
        { mountPath: '/run/key', secret: 'key', optional: true },
        { mountPath: '/cache', claim: 'npm-cache', readOnly: true },
        { mountPath: '/dev/shm', emptyDir: '1Gi', medium: 'Memory' },
        { mountPath: '/scratch', emptyDir: '1Gi' },
        { mountPath: '/token', serviceAccountToken: { audience: 'vault', expirationSeconds: 600 } },
      ],
      runtimeClassName: 'gvisor',
      terminationGracePeriodSeconds: 120,
    },
  ]);
  const volumes = 'Job agent spec.template.spec.volumes';
  expect(unusual(differences).filter((difference) => !difference.includes('the tree is on a claim'))).toEqual([
    'PersistentVolumeClaim npm-cache: a task mounts it as a volume; keep its manifest, because a list does not create it',
    `${volumes}[key].secret.items: a task has no field for it`,
    `${volumes}[scratch].emptyDir.sizeLimit: is not set; the volume of the task has 1Gi`,
    `${volumes}[part]: a task mounts whole volumes, without subPath; add others in main.ts`,
  ]);
});

test('a field that the rules reject is dropped, and the rest of the task stays', () => {
  const { tasks, differences } = importYaml(
    COMMON.replace('runAsUser: 1000', 'runAsUser: 0').replace('team: web', 'team: web, app: docs, bad: "a b"'),
  );
  expect(tasks).toMatchObject([{ taskId: 'docs', labels: { team: 'web' } }]);
  expect(tasks[0]).not.toHaveProperty('runAsUser');
  expect(differences).toEqual(
    expect.arrayContaining([
      'labels.app: "app" is reserved: this project sets it; use another key',
      expect.stringMatching(/^labels\.bad: "a b" is not a label value/),
    ]),
  );
});

test('a CronJob, a Pod and the output of kubectl get become tasks', () => {
  const { tasks, differences } = importYaml(`
apiVersion: v1
kind: List
metadata: { resourceVersion: '' }
items:
  - apiVersion: batch/v1
    kind: CronJob
    metadata: { name: nightly, uid: '1', resourceVersion: '2', creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{}] }
    status: {}
    spec:
      schedule: 0 3 * * *
      suspend: false
      jobTemplate:
        spec:
          backoffLimit: 6
          template:
            spec:
              dnsPolicy: ClusterFirst
              schedulerName: default-scheduler
              terminationGracePeriodSeconds: 30
              securityContext: {}
              initContainers: [{ name: g, image: alpine/git, imagePullPolicy: Always, args: [clone, 'https://example.com/a.git', /git-repo], resources: {}, terminationMessagePath: /dev/termination-log, volumeMounts: [{ name: r, mountPath: /git-repo }] }]
              containers: [{ name: m, image: 'alpine:3.22', imagePullPolicy: IfNotPresent, volumeMounts: [{ name: r, mountPath: /git-repo }] }]
              volumes: [{ name: r, emptyDir: {} }]
  - apiVersion: v1
    kind: Pod
    metadata: { name: once, labels: { task-id: once, job-name: x } }
    spec:
      restartPolicy: Never
      nodeSelector: { kubernetes.io/arch: arm64 }
      serviceAccountName: builder
      serviceAccount: builder
      imagePullSecrets: [{ name: registry }]
      tolerations: [{ key: ci, operator: Exists }]
      initContainers: [{ name: g, image: alpine/git, args: [clone, 'https://example.com/b.git', /git-repo], volumeMounts: [{ name: r, mountPath: /git-repo }] }]
      containers: [{ name: m, image: 'alpine:3.22', volumeMounts: [{ name: r, mountPath: /git-repo }, { name: kube-api-access-x1, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true }] }]
      volumes: [{ name: r, emptyDir: {} }, { name: kube-api-access-x1, projected: { sources: [] } }]
`);
  expect(tasks).toMatchObject([
    { taskId: 'nightly', backoffLimit: 6 },
    {
      taskId: 'once',
      nodeSelector: { 'kubernetes.io/arch': 'arm64' },
      serviceAccountName: 'builder',
      imagePullSecrets: ['registry'],
      tolerations: [{ key: 'ci', operator: 'Exists' }],
    },
  ]);
  expect(tasks[1]).not.toHaveProperty('labels');
  expect(unusual(differences).filter((difference) => !difference.includes('the tree is on a claim'))).toEqual([
    'CronJob nightly spec.schedule: a task runs when it is added to the list, and again when its "run" is increased',
  ]);
});

test('the names of this project are understood', () => {
  const { tasks, differences } = importYaml(
    COMMON.replaceAll('name: work', 'name: git-repo-pvc-docs')
      .replace('claimName: work', 'claimName: git-repo-pvc-docs')
      .replace('{ name: docs, labels: { team: web } }', '{ name: keruta-job-docs, labels: { app: keruta } }'),
  );
  expect(tasks).toMatchObject([{ taskId: 'docs', pvcStorageSize: '5Gi' }]);
  expect(tasks[0]).not.toHaveProperty('labels');
  expect(differences).toEqual([
    'Job keruta-job-docs metadata.name: the Job of the task has the same name; delete this one from the cluster first',
  ]);
});

test('Jobs that clone nothing, and objects that are no tasks, are named', () => {
  const { tasks, differences } = importYaml(`
kind: Job
metadata: { name: plain }
spec: { template: { spec: { containers: [{ name: a, image: alpine }] } } }
---
kind: ConfigMap
metadata: { name: settings }
---
kind: PersistentVolumeClaim
metadata: { name: unused }
spec: {}
---
# An empty document.
`);
  expect(tasks).toEqual([]);
  expect(differences).toEqual([
    'Job plain: is not a task: no init container of it runs git clone with a fixed URL',
    'ConfigMap settings: is not part of a list of tasks; keep its manifest if the task needs it',
    'PersistentVolumeClaim unused: no task uses it',
  ]);
});

test.each([
  'kind: Job\nmetadata:',
  'kind: Job\nmetadata: { name: a }\nspec: []',
  'kind: Job\nmetadata: 1',
  'kind: Pod\nmetadata: {}\nspec: { initContainers: [1, null, { env: 5, command: git }] }',
])('manifests that are not well-formed do not fail: %j', (yaml) => {
  expect(importYaml(yaml).tasks).toEqual([]);
});

test('two Jobs with one name, and another namespace, are reported', () => {
  const { tasks, differences } = importYaml(
    `${COMMON.replace('{ name: docs,', '{ name: docs, namespace: a,')}---${COMMON.replace('{ name: docs,', '{ name: docs, namespace: b,')}`,
  );
  expect(tasks).toHaveLength(1);
  expect(differences).toEqual(
    expect.arrayContaining([
      'Job docs metadata.namespace: all tasks of a list are in one namespace, a',
      expect.stringContaining('used twice'),
    ]),
  );
});

test('whatever value a field has, the import does not fail, and its list is valid', () => {
  const documents = parseManifests(COMMON);
  const paths = documents.flatMap((document, index) => pathsOf(document).map((path) => [index, ...path]));
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      importDocuments(replaceAt(documents, path, value) as object[]);
    }),
    { numRuns: 500 },
  );
});

test('whatever a script contains, the import does not fail', () => {
  const documents = parseManifests(COMMON);
  const words = fc.constantFrom(
    'git',
    'clone',
    'https://example.com/a.git',
    '-b',
    '--depth',
    '$X',
    '${',
    '"',
    "'",
    '$(',
    '|',
    '>',
    '\n',
    'cd',
  );
  const script = fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }).map((parts) => parts.join(' '));
  const path = [1, 'spec', 'template', 'spec', 'initContainers', 0, 'command'];
  fc.assert(
    fc.property(script, (text) => {
      importDocuments(replaceAt(documents, path, ['sh', '-c', text]) as object[]);
    }),
    { numRuns: 500 },
  );
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[key], ...pathsOf(item).map((path) => [key, ...path])]);
}

function replaceAt(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, replacement);
  return copy;
}
