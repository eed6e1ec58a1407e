import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { removeFolders } from './support/user';
import { killAll, Workspace } from './support/workspace';

/** The volume of 2 MB is a tmpfs, which can be mounted in a user namespace. */
const { describe, test } = testsThatNeed(...SCRIPT_TOOLS, 'user namespaces');

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

afterAll(async () => {
  killAll();
  await server.stop();
  removeFolders();
});

/** A volume of 2 MB is a file system of its own, which a user namespace may mount. */
function smallVolume(setup = ':'): { workspace: Workspace; shell: string } {
  const workspace = new Workspace();
  workspace.fake(
    'small-volume',
    `exec unshare -rm sh -c 'mount -t tmpfs -o size=2m tmpfs "$CLAIM" && cd "$CLAIM" && ${setup} && exec sh "$@"' sh "$@"`,
  );
  return { workspace, shell: 'small-volume' };
}

describe('a full volume', () => {
  test.each(['clone', 'mirror'] as const)('ends a %s without retries, and the log has the free space', async (way) => {
    const { workspace, shell } = smallVolume();
    const { code, log, termination } = await workspace[way]({ url, shell });
    expect(code).toBe(1);
    expect(log).toMatch(/No space left|Out of diskspace|unable to write file/);
    expect(log).not.toContain('retrying in');
    expect(log).toMatch(/^\d MB are free on the volume\n$/m);
    expect(termination).toBe(`cloning ${url} failed: see the git output above`);
  });

  test('ends a clone without retries if it becomes full during the transfer', async () => {
    const { workspace, shell } = smallVolume('head -c 1000000 /dev/zero >other');
    const { code, log } = await workspace.clone({ url, shell });
    expect(code).toBe(1);
    expect(log).toContain('No space left on device');
    expect(log).not.toContain('retrying in');
  });

  test('ends a copy before it starts, and the message has the needed space', async () => {
    const { workspace, shell } = smallVolume('mkdir -p trees/build && head -c 1500000 /dev/zero >trees/build/big');
    const { code, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    expect({ code, termination }).toEqual({
      code: 1,
      termination: 'copying trees/build needs 2 MB, but 1 MB are free: enlarge the volume or delete old trees',
    });
  });

  test('has no leftovers of a failed clone', async () => {
    const { workspace, shell } = smallVolume('trap "ls -A .prepare" EXIT && (exec sh "$@"); exit; :');
    expect((await workspace.clone({ url, shell })).log).toMatch(
      /MB are free on the volume\nbuild\.job\nbuild\.lock\nbuild\.refs\n$/,
    );
  });
});
