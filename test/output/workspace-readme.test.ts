import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderWorkspaceReadme } from '../../lib/output/readme/workspace-readme';
import { SCRIPTS, scriptsConfigMapName } from '../../lib/workspace/scripts';

const USED = 'keruta-workspace-0123456789';
const OLD = 'keruta-workspace-abcdef0123';
const CURRENT = scriptsConfigMapName('keruta', SCRIPTS);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the README's commands with a kubectl that has these objects. Returns the `kubectl delete` calls. */
function deletions(used: string, configMaps: readonly string[], namespace?: string): string[] {
  const [, commands = ''] = /```sh\n(.*?)```/s.exec(renderWorkspaceReadme({ namespace }))!;
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  const kubectl = `#!/bin/sh
case "$*" in
  *'get jobs'*) printf %s '${used}' ;;
  *'get configmaps'*) printf 'configmap/%s\\n' ${configMaps.join(' ')} ;;
  *delete*) echo "$*" >>${calls} ;;
esac`;
  writeFileSync(join(folder, 'kubectl'), kubectl, { mode: 0o755 });
  const env = { PATH: `${folder}:${process.env.PATH}` };
  expect(spawnSync('sh', ['-eu', '-c', commands], { env, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  return readFileSync(calls, 'utf8').split('\n').slice(0, -1);
}

test('its commands delete ConfigMaps that no Job uses, but not the current one and no other ConfigMap', () => {
  const configMaps = [USED, OLD, CURRENT, 'other', `not-${OLD}`, OLD.replace('keruta', 'keruta-workspace')];
  expect(deletions(`${USED} ${USED}`, configMaps)).toEqual([`delete configmap/${OLD}`]);
});

test('its commands are for the namespace of the list', () => {
  expect(deletions('', [OLD], 'tasks')).toEqual([`-n tasks delete configmap/${OLD}`]);
});

test('it names the ConfigMap, which starts with the name of the ApplicationSet', () => {
  expect(renderWorkspaceReadme({})).toContain(`\`${CURRENT}\``);
  const argoCd = { repoURL: 'https://example.com/gitops.git', name: 'team' };
  expect(renderWorkspaceReadme({ argoCd, namespace: 'tasks' })).toContain(`\`${CURRENT.replace('keruta', 'team')}\``);
});
