import { load } from 'js-yaml';
import { ANNOTATIONS } from '../../lib/kubernetes/names';
import { renderJobHealthCheck } from '../../lib/output/job-health-check';
import { parseManifestPath } from '../../lib/output/layout';
import { filesOf, listOf } from '../support/list';
import { renderFiles } from '../../lib/output/render-files';
import { runHealthCheck, type Health } from '../support/health-check';

const KEY = 'resource.customizations.health.batch_Job';
const repoURL = 'https://example.com/gitops.git';
const { data } = load(renderJobHealthCheck({ repoURL })) as { data: Record<string, string> };

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

function condition(type: string, status: 'True' | 'False' | 'Unknown', message?: string): Condition {
  return { type, status, ...(message !== undefined && { message }) };
}

const COMPLETE = [condition('SuccessCriteriaMet', 'True'), condition('Complete', 'True', 'done')];
const FAILED = [condition('FailureTarget', 'True', 'soon'), condition('Failed', 'True', 'too many')];
const RESUMED = condition('Suspended', 'False', 'resumed');

function job(conditions?: readonly Condition[], allowFailure?: string): object {
  const annotations = allowFailure === undefined ? undefined : { [ANNOTATIONS.allowFailure]: allowFailure };
  return { metadata: { name: 'keruta-job-a', annotations }, status: { conditions } };
}

/** States of a Job; `builtIn` is the health by Argo CD's own check, if it is another one. */
const STATES: readonly {
  state: string;
  conditions?: readonly Condition[];
  health: Health;
  allowed?: Health;
  builtIn?: string;
}[] = [
  { state: 'new', health: { status: 'Progressing', message: '' } },
  { state: 'running', conditions: [], health: { status: 'Progressing', message: '' } },
  { state: 'complete', conditions: COMPLETE, health: { status: 'Healthy', message: 'done' } },
  {
    state: 'complete without a message',
    conditions: [condition('Complete', 'True')],
    health: { status: 'Healthy', message: '' },
  },
  {
    state: 'about to be complete, while pods end',
    conditions: [condition('SuccessCriteriaMet', 'True', 'soon')],
    health: { status: 'Progressing', message: '' },
  },
  {
    state: 'failed',
    conditions: FAILED,
    health: { status: 'Degraded', message: 'too many' },
    allowed: { status: 'Healthy', message: 'failed (allowed): too many' },
  },
  {
    state: 'failed without a message',
    conditions: [condition('Failed', 'True')],
    health: { status: 'Degraded', message: '' },
    allowed: { status: 'Healthy', message: 'failed (allowed): ' },
  },
  {
    state: 'about to fail, while pods end',
    conditions: [condition('FailureTarget', 'True', 'soon')],
    health: { status: 'Progressing', message: '' },
  },
  {
    state: 'suspended',
    conditions: [condition('Suspended', 'True', 'Job suspended')],
    health: { status: 'Suspended', message: 'Job suspended' },
  },
  {
    state: 'resumed and running',
    conditions: [RESUMED],
    health: { status: 'Progressing', message: '' },
    builtIn: 'Healthy',
  },
  { state: 'resumed and complete', conditions: [RESUMED, ...COMPLETE], health: { status: 'Healthy', message: 'done' } },
  {
    state: 'resumed and failed',
    conditions: [RESUMED, ...FAILED],
    health: { status: 'Degraded', message: 'too many' },
    allowed: { status: 'Healthy', message: 'failed (allowed): too many' },
  },
  {
    state: 'with conditions that are not true',
    conditions: [condition('Complete', 'False'), condition('Failed', 'Unknown')],
    health: { status: 'Progressing', message: '' },
    // Kubernetes does not set these.
    builtIn: 'Degraded',
  },
];

/** The health of a Job by the check that Argo CD 3.5.3 has without a custom one: getBatchv1JobHealth in gitops-engine. */
function builtInHealth(conditions: readonly Condition[] = []): string {
  const has = (type: string): boolean => conditions.some((one) => one.type === type);
  if (has('Failed')) return 'Degraded';
  if (conditions.some(({ type, status }) => type === 'Suspended' && status === 'True')) return 'Suspended';
  return has('Complete') || has('Suspended') ? 'Healthy' : 'Progressing';
}

describe.each(STATES)('a Job that is $state', ({ conditions, health, allowed = health, builtIn }) => {
  test('has its health, with and without other annotations', () => {
    expect(runHealthCheck(data[KEY]!, job(conditions))).toEqual(health);
    expect(runHealthCheck(data[KEY]!, job(conditions, 'false'))).toEqual(health);
    expect(runHealthCheck(data[KEY]!, { metadata: { name: 'other' }, status: { conditions } })).toEqual(health);
  });

  test('has its health if its failure is allowed', () => {
    expect(runHealthCheck(data[KEY]!, job(conditions, 'true'))).toEqual(allowed);
  });

  test("without the annotation, has the status of Argo CD's own check, unless it was resumed", () => {
    expect(builtInHealth(conditions)).toBe(builtIn ?? health.status);
  });
});

test('a Job without a status is in progress', () => {
  expect(runHealthCheck(data[KEY]!, { metadata: { name: 'a' } })).toEqual({ status: 'Progressing', message: '' });
});

describe('the file', () => {
  const list = {
    namespace: 'tasks',
    argoCd: { repoURL, path: 'apps/dist', namespace: 'argo' },
    tasks: [{ taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' }],
  };
  const textOf = (json: object): string | undefined =>
    [...renderFiles(listOf(json), [], 'tasks.json')].find(({ path }) => path.endsWith('.patch'))?.text;

  test('is a patch of one key, and has the command that applies it', () => {
    expect(load(textOf(list)!)).toEqual({ data: { [KEY]: expect.any(String) as string } });
    expect(textOf(list)).toContain(
      '#   kubectl patch configmap argocd-cm -n argo --type merge --patch-file apps/dist/argo-cd/job-health-check.patch\n',
    );
    expect(textOf(list)).toContain('Kubernetes 1.31');
  });

  test('is no manifest: neither Argo CD nor kubectl apply reads it', () => {
    expect(parseManifestPath('argo-cd/job-health-check.patch')).toBeUndefined();
    expect(Object.keys(filesOf(list)).filter((path) => path.includes('health'))).toEqual([]);
  });

  test('is written only with argoCd', () => {
    expect(textOf({ tasks: list.tasks })).toBeUndefined();
  });
});
