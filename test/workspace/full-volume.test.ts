import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { smallVolume } from './support/small-volume';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS, 'user namespaces');

const CLONE_MESSAGE =
  /^cloning .* failed, because the volume cannot be written: check its size, its inodes and its quota; \d MB are free now; trees of earlier runs use 0 MB; to see what uses the volume: npm run trees$/;

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  repository.sh('head -c 1500000 /dev/urandom >big');
  repository.commit('big');
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describe('a full volume', () => {
  test.each(['clone', 'mirror'] as const)('ends a %s without retries, and the log has the free space', async (way) => {
    const { workspace, shell } = smallVolume();
    const { code, log, termination } = await workspace[way]({ url, shell });
    expect(code).toBe(1);
    expect(log).toMatch(/No space left|Out of diskspace|unable to write file/);
    expect(log).not.toContain('retrying in');
    expect(log).toMatch(/^\d MB are free on the volume\n$/m);
    expect(termination).toMatch(CLONE_MESSAGE);
  });

  test('ends a clone without retries if it becomes full during the transfer', async () => {
    const { workspace, shell } = smallVolume({ setup: 'head -c 1000000 /dev/zero >other' });
    const { code, log } = await workspace.clone({ url, shell });
    expect(code).toBe(1);
    expect(log).toContain('No space left on device');
    expect(log).not.toContain('retrying in');
  });

  test('ends a copy before it starts, and the message has the space that is needed and that earlier runs use', async () => {
    const { workspace, shell } = smallVolume({
      options: 'size=3800k',
      setup:
        'mkdir -p trees/build trees/build-run2 && head -c 1500000 /dev/zero | tee trees/build/big >trees/build-run2/big',
    });
    const { code, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build-run2' });
    expect({ code, termination }).toEqual({
      code: 1,
      termination:
        'copying trees/build-run2 needs 2 MB, but 1 MB are free: enlarge the volume, or remove trees; trees of earlier runs use 2 MB; to remove them: npm run trees -- --remove build',
    });
  });

  test.each(['sh', 'busybox sh'])('without any space left is in the termination message, in %s', async (program) => {
    const { workspace, shell } = smallVolume({
      program,
      setup: 'mkdir -p .prepare trees/old trees/old-run2; ! head -c 3000000 /dev/zero 2>/dev/null >trees/old/file',
    });
    const { code, termination } = await workspace.clone({ url, shell });
    expect({ code, termination }).toEqual({
      code: 1,
      termination:
        'the volume is full: .prepare/build.job cannot be written; 0 MB are free; trees of earlier runs use 2 MB; to remove them: npm run trees -- --remove old',
    });
  });

  test.each([
    ['clone', /^fatal: Unable to create temporary file .*: No space left on device$/m, CLONE_MESSAGE],
    [
      'copy',
      /^\d MB and 0 inodes are free on the volume$/m,
      /^copying trees\/build of task build failed: cp: .*: No space .*; \d MB are needed, \d MB and 0 inodes are free; trees of earlier runs use 0 MB; to see what uses the volume: npm run trees$/,
    ],
  ] as const)('without inodes for a %s is in the log', async (way, line, message) => {
    const { workspace, shell } = smallVolume({
      options: 'size=9m,nr_inodes=60',
      setup: 'mkdir -p trees/build && (cd trees/build && touch $(seq 40))',
    });
    const run = { shell, tree: 'test' };
    const { code, log, termination } = await (way === 'clone'
      ? workspace.clone({ url, ...run })
      : workspace.copy({ parent: 'build', ...run }));
    expect(code).toBe(1);
    expect(log).toMatch(line);
    expect(termination).toMatch(message);
  });

  test('has no leftovers of a failed clone', async () => {
    const { workspace, shell } = smallVolume({ setup: 'trap "ls -A .prepare" EXIT && (exec sh "$@"); exit; :' });
    expect((await workspace.clone({ url, shell })).log).toMatch(
      /MB are free on the volume\nbuild\.job\nbuild\.lock\nbuild\.refs\n$/,
    );
  });
});
