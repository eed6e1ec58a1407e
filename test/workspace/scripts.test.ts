import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readScripts, SCRIPTS, SCRIPTS_PATH, scriptsConfigMapName } from '../../lib/workspace/scripts';
import { MAIN_OPTIONS } from '../../lib/constructs/options/main-options';
import { SECRET_PATH } from '../../lib/workspace/git-environment';
import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { removeFolders } from './support/user';
import { Workspace } from './support/workspace';

const FOLDER = resolve(__dirname, '../../lib/workspace');

afterAll(removeFolders);

testsThatNeed('shellcheck').test.each(Object.keys(SCRIPTS))('%s passes shellcheck', (file) => {
  const { stdout } = spawnSync('shellcheck', ['--external-sources', file], { cwd: FOLDER, encoding: 'utf8' });
  expect(stdout).toBe('');
});

test('all scripts of the folder are in the ConfigMap', () => {
  const files = execFileSync('ls', [FOLDER], { encoding: 'utf8' }).split('\n');
  expect(Object.keys(SCRIPTS)).toEqual(files.filter((file) => file.endsWith('.sh')));
});

test('a checkout with other line ends gives the same scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  for (const [file, script] of Object.entries(SCRIPTS)) {
    writeFileSync(join(folder, file), script.replaceAll('\n', '\r\n'));
  }
  expect(readScripts(folder)).toEqual(SCRIPTS);
  rmSync(folder, { recursive: true });
});

test("the ConfigMap's name changes if and only if a script changes", () => {
  const name = scriptsConfigMapName('keruta', SCRIPTS);
  expect(name).toMatch(/^keruta-workspace-[0-9a-f]{10}$/);
  expect(scriptsConfigMapName('keruta', { ...SCRIPTS })).toBe(name);
  for (const [file, script] of Object.entries(SCRIPTS)) {
    expect(scriptsConfigMapName('keruta', { ...SCRIPTS, [file]: `${script}\n` })).not.toBe(name);
  }
});

test.each([SCRIPTS_PATH, SECRET_PATH, `${SCRIPTS_PATH}/x`, '/etc'])('a tree cannot be mounted at %s', (path) => {
  expect(MAIN_OPTIONS.mountPath.safeParse(path).success).toBe(false);
});

testsThatNeed(...SCRIPT_TOOLS, 'bash').test('the scripts run in bash too', async () => {
  const repository = new Repository();
  const server = await GitServer.start(repository);
  const url = server.url(repository.name);
  const workspace = new Workspace();
  for (const attempt of [1, 2]) {
    const results = [
      await workspace.clone({ url, shell: 'bash' }),
      await workspace.copy({ shell: 'bash', tree: 'child', parent: 'build' }),
      await workspace.mirror({ url, shell: 'bash', tree: 'mirrored' }),
    ];
    for (const { code, log } of results) expect({ attempt, code, log }).toMatchObject({ code: 0 });
  }
  await server.stop();
});
