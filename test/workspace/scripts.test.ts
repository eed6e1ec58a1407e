import { spawnSync } from 'node:child_process';
import { parse, stringify } from 'yaml';
import { cloneScript, copyScript, mirrorScript } from '../../lib/workspace/scripts';
import { testsThatNeed } from '../support/tools';

describe.each([
  ['clone', cloneScript()],
  ['mirror', mirrorScript()],
  ['copy', copyScript()],
])('the %s script', (_, script) => {
  test('has at most 6 KB', () => {
    expect(Buffer.byteLength(script)).toBeLessThanOrEqual(6144);
  });

  test('has nothing that Kubernetes would expand', () => {
    expect(script).not.toMatch(/\$\(|\$\$/);
  });

  test('stands in YAML as its lines are', () => {
    const yaml = stringify({ script }, { lineWidth: 0 });
    expect(yaml).toMatch(/^script: \|\n/);
    expect(script).toMatch(/[^\n]\n$/);
    expect(script).not.toMatch(/[ \t]$|\t/m);
    expect(parse(yaml)).toEqual({ script });
  });

  // SC2003, SC2006: no arithmetic and no command substitution with a dollar. SC2153: it takes `tree` for a misspelt `TREE`.
  // SC2317: it does not see that a trap calls a function.
  testsThatNeed('shellcheck').test('has nothing for shellcheck to say', () => {
    const args = ['--shell=sh', '--exclude=SC2003,SC2006,SC2153,SC2317', '-'];
    expect(spawnSync('shellcheck', args, { input: script, encoding: 'utf8' }).stdout).toBe('');
  });
});
