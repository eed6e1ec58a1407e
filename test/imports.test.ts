import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const generated = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );

const fresh = mkdtempSync(join(tmpdir(), 'imports-'));
afterAll(() => {
  rmSync(fresh, { recursive: true });
});

test('imports/ is what `npm run import` makes of its definitions', () => {
  const args = ['import', '--check-upgrade=false', '--no-save', '--output', fresh];
  execFileSync(join(ROOT, 'node_modules/.bin/cdk8s'), args, { cwd: ROOT, stdio: 'pipe' });
  expect(generated(join(ROOT, 'imports'))).toEqual(generated(fresh));
  expect(Object.keys(generated(fresh))).toEqual(['argoproj.io.ts']);
});
