import { parseTaskList } from '../../../lib/task-list';
import { jobsOf, mainOf, podOf } from '../../support/chart';
import { filesOf } from '../../support/list';

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3.22' };
const capabilities = ['NET_BIND_SERVICE', 'CHOWN'];
const REMEDY = 'set podSecurity to "baseline" (in a list: at its top)';
const ROOT_USER = `0 is root, which the Pod Security standard "restricted" does not allow; use another user, null for the one that the cluster chooses, or ${REMEDY}`;
const CHOWN = `"CHOWN" is not allowed by the Pod Security standard "restricted"; remove it, or ${REMEDY}`;

function problemsIn(list: object): string[] {
  return parseTaskList(JSON.stringify(list), 'tasks.json').problems.map(({ path, message }) => `${path}: ${message}`);
}

const list = {
  defaults: { runAsUser: 0 },
  repositories: { app: { url: 'https://example.com/app.git', runAsUser: 0 } },
  tasks: [
    { ...root, runAsUser: 0 },
    { taskId: 'b', parentTaskId: 'a', image: 'alpine:3.22', capabilities },
    { taskId: 'c', repository: 'app', image: 'alpine:3.22' },
    { ...root, taskId: 'd', repoUrl: 'git@example.com:a.git', existingClaim: 'data', runAsUser: 0 },
  ],
};

test.each([undefined, 'restricted'])('root and capabilities are rejected with podSecurity %s', (podSecurity) => {
  expect(problemsIn({ podSecurity, ...list })).toEqual([
    `defaults.runAsUser: ${ROOT_USER}`,
    `repositories.app.runAsUser: ${ROOT_USER}`,
    `tasks[0].runAsUser: ${ROOT_USER}`,
    `tasks[1].capabilities[1]: ${CHOWN}`,
    `tasks[3].runAsUser: ${ROOT_USER}`,
  ]);
});

test('baseline allows root, also for ssh, on each kind of claim, and capabilities of main alone', () => {
  const files = filesOf({ podSecurity: 'baseline', ...list });
  const jobs = ['a/a', 'a/b', 'c/c', 'd/d'].flatMap((file) => jobsOf(files[`tasks/${file}.k8s.yaml`]!));
  expect(jobs.map((job) => podOf(job).securityContext)).toEqual(
    Array(4).fill({
      runAsUser: 0,
      runAsGroup: 0,
      fsGroup: 0,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    }),
  );
  const contexts = [mainOf(jobs[1]!), podOf(jobs[1]!).initContainers![0]!].map(
    ({ securityContext }) => securityContext,
  );
  expect(contexts).toEqual([
    {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: capabilities },
      readOnlyRootFilesystem: true,
    },
    { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  ]);
});

test('a user that is not root must not be root with baseline either', () => {
  const files = filesOf({ podSecurity: 'baseline', tasks: [root] });
  expect(podOf(jobsOf(files['tasks/a/a.k8s.yaml']!)[0]!).securityContext!.runAsNonRoot).toBe(true);
});

test('a capability that baseline does not have is rejected, and so is another level', () => {
  expect(problemsIn({ podSecurity: 'baseline', tasks: [{ ...root, capabilities: ['SYS_ADMIN'] }] })).toEqual([
    expect.stringMatching(/^tasks\[0\]\.capabilities\[0\]: "SYS_ADMIN" is not "AUDIT_WRITE" or .* or "SYS_CHROOT"$/),
  ]);
  expect(problemsIn({ podSecurity: 'privileged', tasks: [{ ...root, runAsUser: 0 }] })).toEqual([
    'podSecurity: "privileged" is not "restricted" or "baseline"',
  ]);
});

test.each<[string, unknown, string]>([
  ['the prefix of Linux', ['cap_chown'], '"CHOWN"'],
  ['the field of Kubernetes', { drop: ['ALL'], add: ['CAP_CHOWN', 'KILL'] }, '["CHOWN", "KILL"]'],
])('a capability with %s is explained', (_, capabilities, remedy) => {
  expect(problemsIn({ podSecurity: 'baseline', tasks: [{ ...root, capabilities }] })).toEqual([
    expect.stringMatching(new RegExp(`; write ${remedy.replace(/[[\]]/g, '\\$&')}$`)),
  ]);
});

test('the level is not a field of a task', () => {
  expect(problemsIn({ tasks: [{ ...root, podSecurity: 'baseline' }] })).toEqual([
    expect.stringContaining('tasks[0].podSecurity: '),
  ]);
});
