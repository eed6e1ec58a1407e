import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SUPPORT = resolve(__dirname, 'support');
const TESTS = `
import { testsThatNeed } from ${JSON.stringify(join(SUPPORT, 'tools'))};
const { describe, test } = testsThatNeed('node', 'no-such-tool');
test.each([1, 2])('%d', () => { throw new Error('it ran'); });
describe('more', () => {
  beforeAll(() => { throw new Error('it ran'); });
  test('inside', () => { throw new Error('it ran'); });
});
it.skip('for another reason', () => { throw new Error('it ran'); });
testsThatNeed('node').test('runs', () => { expect(1).toBe(1); });
`;

test('tests whose tool is missing are skipped, and the end of the run names the tool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skipped-tests-'));
  writeFileSync(join(folder, 'a.test.ts'), TESTS);
  const settings = {
    rootDir: folder,
    reporters: [join(SUPPORT, 'skipped-tests.js')],
    transform: { '\\.ts$': [require.resolve('@swc/jest'), { jsc: { parser: { syntax: 'typescript' } } }] },
  };
  const args = [require.resolve('jest/bin/jest'), '--config', JSON.stringify(settings)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toContain('Skipped tests: 3. They need what this machine does not have:\n  no-such-tool (3 tests)\n');
  rmSync(folder, { recursive: true });
});
