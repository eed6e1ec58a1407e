import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { run, sh } from './support/user';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;

beforeEach(async () => {
  repository = new Repository();
  repository.sh('git tag -a v1 -m one; head -c 300000 /dev/urandom >big; git push -q --tags');
  repository.commit('second');
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterEach(() => server.stop());
afterAll(() => cleanUp());

describeInShells('a tree from the mirror', (shell) => {
  test('equals the result of `git clone`', async () => {
    repository.sh('git checkout -qb topic');
    repository.commit('topic');
    const workspace = new Workspace();
    for (const ref of ['main', 'topic']) {
      expect(await workspace.mirror({ url, shell, ref, tree: ref })).toMatchObject({ code: 0 });
      await run(workspace.base, 'git', 'clone', '-q', `--branch=${ref}`, url, `plain-${ref}`);
      workspace.sh(`rm -r ../plain-${ref}/.git/hooks`);
      const facts =
        'ls -A . .git/hooks .git/*_HEAD || :; git for-each-ref; git symbolic-ref HEAD; git config --local -l | sort; git status -sb; git fsck --strict';
      expect(workspace.sh(`cd trees/${ref}; ${facts}`)).toBe(workspace.sh(`cd ../plain-${ref}; ${facts}`));
    }
    expect(workspace.sh('git -C mirror.git fsck --strict')).toBe('');
  });

  test('checks out tags and commits detached', async () => {
    const workspace = new Workspace();
    const commit = repository.git('rev-parse v1^{}');
    for (const ref of ['v1', commit]) {
      expect(await workspace.mirror({ url, shell, ref, tree: `at-${ref}` })).toMatchObject({
        code: 0,
        termination: commit,
      });
      expect(workspace.git(`at-${ref}`, 'status -sb')).toBe('## HEAD (no branch)');
    }
  });

  test('shares no inode with the mirror', async () => {
    const workspace = new Workspace();
    await workspace.mirror({ url, shell });
    await workspace.mirror({ url, shell, tree: 'other' });
    expect(workspace.sh(`find mirror.git trees -type f -links +1`)).toBe('');
    expect(workspace.sh('find trees -name alternates')).toBe('');
  });

  test('of a second chain transfers only new objects', async () => {
    const workspace = new Workspace();
    expect((await workspace.mirror({ url, shell })).log).toMatch(/^Receiving objects: 100% \(8\/8\), 293/m);
    const first = server.bytes;
    const commit = repository.commit('third');
    const { log, termination } = await workspace.mirror({ url, shell, tree: 'other' });
    expect(termination).toBe(commit);
    expect(log).toMatch(/^Receiving objects: 100% \(3\/3\)/m);
    expect(first).toBeGreaterThan(300_000);
    expect(server.bytes - first).toBeLessThan(10_000);
  });
});

test('a retry starts from its commit, without the server', async () => {
  const workspace = new Workspace();
  const { termination } = await workspace.mirror({ url });
  repository.commit('later');
  await workspace.mirror({ url, tree: 'other' });
  const requests = server.requests.length;
  expect(await workspace.mirror({ url })).toMatchObject({ code: 0, termination });
  expect(server.requests.length).toBe(requests);
  expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main [behind 1]');
});

test('branches and tags that were deleted on the server are not in the next tree', async () => {
  repository.sh('git push -q origin main:old main:dir/x; git push -q origin v1:refs/tags/t');
  const workspace = new Workspace();
  await workspace.mirror({ url });
  repository.sh('git push -q origin :old :dir/x :t; git push -q origin main:dir main:old/y');
  await workspace.mirror({ url, tree: 'other' });
  expect(workspace.git('other', "for-each-ref --format='%(refname)' refs/remotes refs/tags").split('\n')).toEqual([
    'refs/remotes/origin/HEAD',
    'refs/remotes/origin/dir',
    'refs/remotes/origin/main',
    'refs/remotes/origin/old/y',
    'refs/tags/v1',
  ]);
});

test('chains that start at the same time share one fetch, and none fails', async () => {
  const workspace = new Workspace();
  const { arrived, release } = server.hold('fetch');
  const first = workspace.mirror({ url, tree: 'chain-0' });
  await arrived;
  const others = [1, 2, 3, 4, 5].map((chain) => workspace.mirror({ url, tree: `chain-${chain}` }));
  await Promise.all(
    others.map((chain) => chain.waitForLog('waiting for the lock on mirror.git, which another pod holds')),
  );
  release();
  for (const chain of await Promise.all([first, ...others])) expect(chain).toMatchObject({ code: 0 });
  expect(server.fetches).toBe(1);
  for (const chain of [0, 1, 2, 3, 4, 5])
    expect(workspace.git(`chain-${chain}`, 'status -sb')).toBe('## main...origin/main');
});

/** Damages the mirror, starts another chain and checks its tree and the mirror. Returns the log. */
async function logAfter(damage: string): Promise<string> {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  workspace.sh(damage);
  const commit = repository.commit('later');
  const { code, log, termination } = await workspace.mirror({ url, tree: 'other' });
  expect({ code, log, termination }).toMatchObject({ code: 0, termination: commit });
  expect(workspace.git('other', 'fsck --strict')).toBe('');
  expect(workspace.git('other', 'status -sb')).toBe('## main...origin/main');
  expect(workspace.sh('git -C mirror.git fsck --strict')).toBe('');
  expect(workspace.sh('find mirror.git -name "*tmp*" -o -name "*.lock" -o -name "*.keep"')).toBe('');
  return log;
}

const REPLACED = 'mirror.git is damaged: deleting it and fetching everything again';

test.each([
  [
    'locked files',
    'cd mirror.git; mkdir -p refs/remotes/origin; touch config.lock packed-refs.lock HEAD.lock refs/remotes/origin/main.lock',
  ],
  [
    'half a pack',
    'cd mirror.git/objects/pack; touch tmp_pack_a .tmp-1-pack-b; for p in *.pack; do touch ${p%pack}keep; done',
  ],
  ['half a config', 'echo "[core" >mirror.git/config'],
])('a mirror that a killed attempt left with %s is repaired', async (_, damage) => {
  expect(await logAfter(damage)).not.toContain(REPLACED);
});

test.each([
  ['a file', 'rm -rf mirror.git; echo x >mirror.git'],
  ['empty', 'rm -rf mirror.git; mkdir mirror.git'],
  ['without its pack', 'rm -f mirror.git/objects/pack/*.pack'],
  ['without an index', 'rm -f mirror.git/objects/pack/*.idx'],
  ['cut short', 'cd mirror.git/objects/pack; chmod u+w *.pack; truncate -s -30 *.pack'],
  ['with an empty HEAD', ': >mirror.git/HEAD'],
  ['with an empty ref', 'cd mirror.git; rm -f packed-refs; mkdir -p refs/remotes/origin; : >refs/remotes/origin/main'],
  ['read-only', 'echo [ >mirror.git/packed-refs; chmod -R a-w mirror.git'],
])('a chain starts although the mirror is %s', async (_, damage) => {
  await logAfter(damage);
});

test('a mirror with a flipped bit is replaced', async () => {
  const damage = `cd mirror.git/objects/pack; chmod u+w *.pack
    for pack in *.pack; do printf X | dd of=$pack bs=1 seek=150000 conv=notrunc 2>&1; done`;
  expect(await logAfter(damage)).toContain(REPLACED);
});

test('an intact mirror is kept if a clone from it fails', async () => {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  workspace.fake('cp', 'case "$*" in *mirror.git*) echo "cp: no" >&2; exit 1 ;; esac; PATH=$REAL exec cp "$@"');
  const { code, log, termination } = await workspace.mirror({ url, tree: 'other' });
  expect({ code, termination }).toEqual({ code: 1, termination: `cloning ${url} failed: see the git output above` });
  expect(log).not.toContain(REPLACED);
});

test.each([
  ['has commits with a time zone that does not exist', ':', 'cp'],
  ['is read-only', 'chmod -R a-w mirror.git', 'cp'],
  ['is checked by a git that is killed', ':', 'git'],
])('an intact mirror is kept if it %s', async (_, change, broken) => {
  repository.sh(`git cat-file commit HEAD | sed '/^author/s/+0000/+051800/' >commit
    git push -qf origin $(git hash-object -t commit -w --literally commit):refs/heads/main`);
  const workspace = new Workspace();
  await workspace.mirror({ url });
  workspace.sh(change);
  workspace.fake(
    broken,
    'case "$*" in *rev-list*) kill -9 $$ ;; *mirror.git*.stage*) echo "cp: no" >&2; exit 1 ;; esac; PATH=$REAL exec ${0##*/} "$@"',
  );
  const pack = workspace.sh('ls mirror.git/objects/pack');
  const { code, log } = await workspace.mirror({ url, tree: 'other' });
  expect(code).toBe(1);
  expect(log).not.toContain(REPLACED);
  expect(workspace.sh('ls mirror.git/objects/pack')).toBe(pack);
});

test('a network error is retried only once per pause', async () => {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  workspace.fake('sleep', '');
  let fetches = 0;
  server.intercept = (request, response) => {
    if (request.method !== 'POST') return false;
    fetches += 1;
    if (fetches === 1) return false;
    response.socket!.resetAndDestroy();
    return true;
  };
  const { code, log } = await workspace.mirror({ url, tree: 'other' });
  expect(code).toBe(1);
  expect(log.match(/^retrying in/gm)).toHaveLength(5);
  expect(log).not.toContain(REPLACED);
});

testsThatNeed(...SCRIPT_TOOLS, 'user namespaces').describe('on a full volume', () => {
  /** Runs mirror.sh on a volume of 3 MB with a mirror of 0.3 MB, and prints the mirror's packs and HEAD's commit. */
  const onFullVolume = async (setup: string): Promise<{ code: number | undefined; log: string; packs: string }> => {
    const workspace = new Workspace();
    await workspace.mirror({ url });
    const packs = workspace.sh('cd mirror.git/objects/pack; ls');
    workspace.sh('cp -r . ../prepared');
    workspace.fake(
      'small-volume',
      `exec unshare -rm sh -c 'mount -t tmpfs -o size=3m tmpfs "$CLAIM" && cd "$CLAIM" && cp -r ../prepared/. . &&
        ${setup} && { sh "$@"; code=$?; rm -f filler; cd mirror.git/objects/pack && ls; exit $code; }' sh "$@"`,
    );
    const { code, log } = await workspace.mirror({ url, shell: 'small-volume', tree: 'other' });
    return { code, log, packs };
  };

  test.each([
    ['for the tree', 'head -c 1900000 /dev/zero >filler'],
    [
      'for the settings of the mirror',
      'cp .prepare/build.refs .prepare/other.refs && cp .prepare/build.job .prepare/other.job && mkdir .prepare/other.stage && head -c 4000000 /dev/zero >filler || :',
    ],
  ])('an intact mirror is kept if there is no space %s', async (_, setup) => {
    const { code, log, packs } = await onFullVolume(setup);
    expect(code).not.toBe(0);
    expect(log).not.toContain(REPLACED);
    expect(log).toContain(packs);
  });
});

test('a mirror is updated although the server has refs that are too long for a file', async () => {
  const workspace = new Workspace();
  const names = ['x', 'y'].map((letter) => letter.repeat(253));
  /** Writes the refs of the server: `git update-ref` cannot store such names. */
  const setRefs = (...lines: string[]): void => {
    repository.git('pack-refs --all');
    repository.sh(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >../${repository.name}/packed-refs`);
  };
  const first = repository.git('rev-parse main');
  setRefs(`${first} refs/heads/main`, `${first} refs/heads/old`, `${first} refs/heads/${names[0]}`);
  await workspace.mirror({ url });
  const second = repository.commit('later');
  setRefs(
    `${second} refs/heads/main`,
    `${second} refs/heads/new`,
    ...names.map((name) => `${second} refs/heads/${name}`),
    `${second} refs/tags/${names[0]}`,
  );
  const { code, log, termination } = await workspace.mirror({ url, tree: 'other' });
  expect({ code, log, termination }).toMatchObject({ code: 0, termination: second });
  expect(log).toContain(`cannot lock ref 'refs/remotes/origin/${names[0]}'`);
  expect(log).toContain('warning: some branches or tags could not be stored: see the git output above');
  expect(log).not.toContain('retrying in');
  expect(workspace.git('other', 'for-each-ref --format="%(objectname) %(refname)" refs/remotes refs/tags')).toBe(
    ['HEAD', 'main', 'new'].map((name) => `${second} refs/remotes/origin/${name}`).join('\n') +
      `\n${first} refs/remotes/origin/${names[0]}`,
  );
  setRefs(`${second} refs/heads/main`);
  expect(await workspace.mirror({ url, tree: 'third' })).toMatchObject({ code: 0, termination: second });
  expect(workspace.git('third', 'for-each-ref refs/remotes')).not.toContain('new');
});

test('an update follows a change of the default branch', async () => {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  repository.git('branch -m main new');
  expect(repository.git('symbolic-ref HEAD')).toBe('refs/heads/new');
  const { code, log } = await workspace.mirror({ url, tree: 'other' });
  expect({ code, log }).toMatchObject({ code: 0 });
  expect(log).not.toContain('dangling');
  expect(workspace.git('other', 'status -sb')).toBe('## new...origin/new');
  expect(workspace.git('other', 'for-each-ref --format="%(refname) %(symref)" refs/remotes')).toBe(
    'refs/remotes/origin/HEAD refs/remotes/origin/new\nrefs/remotes/origin/new',
  );
});

test('an update stores many refs in one file', async () => {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  repository.sh('seq 300 | sed "s,.*,create refs/heads/b& HEAD," | git update-ref --stdin; git push -q --all origin');
  expect(await workspace.mirror({ url, tree: 'other' })).toMatchObject({ code: 0 });
  expect(Number(workspace.sh('find mirror.git trees/other -type f | wc -l'))).toBeLessThan(50);
  expect(workspace.git('other', 'for-each-ref refs/remotes').split('\n')).toHaveLength(302);
});

test('an update of a repository that is shallow on the server fetches new branches', async () => {
  const workspace = new Workspace();
  sh(repository.root, 'git clone -q --bare --depth=1 file://$PWD/app.git shallow.git');
  const shallow = server.url('shallow.git');
  await workspace.mirror({ url: shallow });
  repository.sh('git checkout -q --orphan other; git commit -qm one; git commit -q --allow-empty -m two');
  const commit = repository.commit('three');
  sh(repository.root, 'git -C shallow.git fetch -q --depth=1 file://$PWD/app.git +other:other');
  const { code, log, termination } = await workspace.mirror({ url: shallow, ref: 'other', tree: 'other' });
  expect({ code, log, termination }).toMatchObject({ code: 0, termination: commit });
  expect(workspace.git('other', 'fsck --strict; git log --format=%s origin/other')).toBe('three');
});

test('joining packs compares no files, which would need memory for several whole files', async () => {
  repository.git('config pack.window 0');
  const workspace = new Workspace();
  for (let i = 0; i < 4; i++) {
    repository.sh(`head -c 200 /dev/urandom >>big`);
    repository.commit('big');
    expect(await workspace.mirror({ url, tree: `chain-${i}` })).toMatchObject({ code: 0 });
  }
  expect(Number(workspace.sh('ls mirror.git/objects/pack/*.pack | wc -l'))).toBeLessThan(4);
  expect(workspace.sh('cd mirror.git; git verify-pack -v objects/pack/*.idx')).not.toContain('chain length');
});

test('settings and hooks that a pod wrote to the mirror are not used', async () => {
  const workspace = new Workspace();
  await workspace.mirror({ url });
  workspace.sh(`
    canary="touch $PWD/canary"
    set_() { git config --file mirror.git/config "$@"; }
    set_ core.fsmonitor "$canary"; set_ core.sshCommand "$canary"; set_ credential.helper "!$canary"
    set_ remote.origin.uploadpack "$canary;"; set_ core.hooksPath "$PWD/hooks"; set_ url.ext::x.insteadOf ${server.origin}
    set_ filter.x.smudge "$canary"; set_ core.alternateRefsCommand "$canary"; set_ gc.recentObjectsHook "$canary"
    mkdir -p hooks mirror.git/hooks mirror.git/info; echo '* filter=x' >mirror.git/info/attributes
    for hook in reference-transaction post-checkout post-update pre-auto-gc; do
      printf '#!/bin/sh\\n%s\\n' "$canary" | tee hooks/$hook >mirror.git/hooks/$hook
    done; chmod +x hooks/* mirror.git/hooks/*`);
  repository.commit('later');
  expect(await workspace.mirror({ url, tree: 'other' })).toMatchObject({ code: 0 });
  expect(workspace.sh('ls; ls -d trees/other/.git/info || :')).toBe('hooks\nmirror.git\ntrees');
});

test('the mirror does not get another pack with every chain', async () => {
  const workspace = new Workspace();
  for (let i = 0; i < 7; i++) {
    repository.commit(`change-${i}`);
    expect(await workspace.mirror({ url, tree: `chain-${i}` })).toMatchObject({ code: 0 });
  }
  expect(Number(workspace.sh('ls mirror.git/objects/pack/*.pack | wc -l'))).toBeLessThan(5);
});
