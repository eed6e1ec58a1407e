import * as fc from 'fast-check';
import { claimLabel, claimName, dnsName, jobName, parseJobName, treeName } from '../../lib/kubernetes/names';

const TASK_ID = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

test('an ID that is a valid name is used unchanged', () => {
  expect(dnsName('build-2')).toBe('build-2');
  expect(dnsName('a'.repeat(45))).toBe('a'.repeat(45));
});

test.each([
  ['Build', 'build-bdd254b6'],
  ['my_task.v2', 'my-task-v2-1422619a'],
  ['build-run2', 'build-run2-789f03e1'],
  ['build-deadbeef', 'build-deadbeef-b2b3858d'],
  ['a'.repeat(46), `${'a'.repeat(36)}-6643110c`],
  ['example/my-repository', 'example-my-repository-f112679c'],
])('%s gets a readable name with the start of its SHA-256', (id, name) => {
  expect(dnsName(id)).toBe(name);
});

test('the names of a first run and of later ones', () => {
  expect(claimName('build')).toBe('git-repo-pvc-build');
  expect(jobName('build', 1)).toBe('keruta-job-build');
  expect(jobName('build', 12)).toBe('keruta-job-build-run12');
  expect(treeName('build', 1)).toBe('build');
  expect(treeName('build', 2)).toBe('build-run2');
});

test('a claim name that is too long for a label value is cut and gets a hash', () => {
  expect(claimLabel('data')).toBe('data');
  const long = `${'x'.repeat(53)}.${'y'.repeat(20)}`;
  expect(claimLabel(long)).toMatch(/^x{53}-[0-9a-f]{8}$/);
  expect(claimLabel(long)).not.toBe(claimLabel(`${long}z`));
});

test('names are valid, different for different IDs and runs, and can be parsed back', () => {
  const task = fc.record({ id: fc.stringMatching(TASK_ID), run: fc.integer({ min: 1, max: 999 }) });
  fc.assert(
    fc.property(task, task, (a, b) => {
      for (const { id, run } of [a, b]) {
        expect(dnsName(id)).toMatch(DNS_LABEL);
        expect(dnsName(id).length).toBeLessThanOrEqual(45);
        expect(jobName(id, run)).toMatch(DNS_LABEL);
        expect(parseJobName(jobName(id, run))).toEqual({ task: dnsName(id), run });
      }
      expect(treeName(a.id, a.run) === treeName(b.id, b.run)).toBe(a.id === b.id && a.run === b.run);
      expect(treeName(`${a.id}-run2`, 1)).not.toBe(treeName(a.id, 2));
    }),
  );
});

test('the name of a Job is parsed back into the task and the run', () => {
  fc.assert(
    fc.property(fc.stringMatching(TASK_ID), fc.integer({ min: 1, max: 999 }), (id, run) => {
      expect(parseJobName(jobName(id, run))).toEqual({ task: dnsName(id), run });
    }),
  );
  expect(parseJobName('keruta-job-build-run2')).toEqual({ task: 'build', run: 2 });
});
