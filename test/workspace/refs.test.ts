import { readFileSync } from 'node:fs';
import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { run, sh } from './support/user';
import { Workspace } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS);

const SCRIPTS = ['clone', 'mirror'] as const;
/** The longest name of a file is 255 bytes, and git appends ".lock". */
const TOO_LONG = 'x'.repeat(253);

let repository: Repository;
let server: GitServer;
let first: string;
let second: string;

beforeAll(async () => {
  repository = new Repository();
  first = repository.git('rev-parse main');
  second = repository.commit('second');
  server = await GitServer.start(repository);
});

beforeEach(() => {
  server.intercept = () => false;
});

afterAll(() => cleanUp(server));

/** Copies the repository under a new name, and runs shell commands in the copy. Returns its URL. */
function copyOf(name: string, script: string): string {
  sh(repository.root, `cp -r ${repository.name} ${name}; cd ${name}; ${script}`);
  return server.url(name);
}

describe.each(SCRIPTS)('refs with misleading names, in %s.sh', (script) => {
  let url: string;

  beforeAll(() => {
    url = copyOf(
      `misleading-${script}.git`,
      `for name in heads/${first} tags/${second} heads/refs/tags/v1 heads/refs/heads/main heads/origin/main tags/main \
         tags/origin/main tags/HEAD heads/HEAD tags/heads/main tags/refs/heads/main; do
         git update-ref refs/$name $(git commit-tree -m stray ${first}^{tree})
       done
       git update-ref refs/tags/v1 ${first}; git update-ref refs/tags/both ${first}; git update-ref refs/heads/both ${second}`,
    );
  });

  test.each([
    ['the default branch', undefined, () => second, 'main'],
    ['a branch', 'main', () => second, 'main'],
    ['the full name of a branch', 'refs/heads/main', () => second, 'main'],
    ['a tag', 'refs/tags/v1', () => first, ''],
    ['a name that a branch and a tag have', 'both', () => second, 'both'],
    ['the full name of that tag', 'refs/tags/both', () => first, ''],
    ['HEAD', 'HEAD', () => second, 'main'],
  ])('%s is exactly that', async (_, ref, commit, branch) => {
    const workspace = new Workspace();
    const { code, log, termination } = await workspace[script]({ url, ref });
    expect({ code, log, termination }).toMatchObject({ code: 0, termination: commit() });
    expect(workspace.git('build', 'rev-parse --verify HEAD')).toBe(commit());
    expect(workspace.git('build', 'for-each-ref --format="%(refname) %(upstream)" refs/heads')).toBe(
      branch && `refs/heads/${branch} refs/remotes/origin/${branch}`,
    );
    expect(workspace.git('build', 'status --porcelain')).toBe('');
  });

  test('a full commit is that commit', async () => {
    for (const ref of [first, second, second.toUpperCase()]) {
      const workspace = new Workspace();
      const { code, termination } = await workspace[script]({ url, ref });
      expect({ code, termination }).toEqual({ code: 0, termination: ref.toLowerCase() });
      expect(readFileSync(workspace.tree('build', '.git/HEAD'), 'utf8')).toBe(`${ref.toLowerCase()}\n`);
      expect(workspace.git('build', 'status --porcelain')).toBe('');
    }
  });
});

test('with depth, a full commit is that commit and a full name is that ref', async () => {
  const url = copyOf(
    'misleading-depth.git',
    `stray=$(git commit-tree -m stray ${first}^{tree}); git update-ref refs/heads/${first} $stray
    git update-ref refs/heads/v1 $stray; git update-ref refs/tags/v1 ${first}; git update-ref refs/tags/${second} $stray`,
  );
  for (const [ref, commit] of [
    [first, first],
    ['refs/tags/v1', first],
    ['main', second],
  ] as const) {
    const workspace = new Workspace();
    expect(await workspace.clone({ url, ref, depth: 1 })).toMatchObject({ code: 0, termination: commit });
    expect(workspace.git('build', 'rev-list --count HEAD')).toBe('1');
  }
});

describe.each(SCRIPTS)('%s.sh', (script) => {
  test('accepts a default branch whose name looks like an option', async () => {
    const url = copyOf(
      `option-${script}.git`,
      `git update-ref refs/heads/--auto ${first}; git symbolic-ref HEAD refs/heads/--auto`,
    );
    const workspace = new Workspace();
    expect(await workspace[script]({ url })).toMatchObject({ code: 0, termination: first });
    expect(workspace.git('build', 'status -sb')).toBe('## --auto...origin/--auto');
    expect(workspace.git('build', 'symbolic-ref refs/remotes/origin/HEAD')).toBe('refs/remotes/origin/--auto');
  });

  test('stores many refs in one file', async () => {
    const url = copyOf(
      `many-${script}.git`,
      `seq 500 | sed 's,.*,create refs/heads/b& ${first},' | git update-ref --stdin; git pack-refs --all`,
    );
    const workspace = new Workspace();
    expect(await workspace[script]({ url })).toMatchObject({ code: 0 });
    expect(Number(workspace.sh('find . -type f | wc -l'))).toBeLessThan(100);
    expect(workspace.git('build', 'for-each-ref refs/remotes').split('\n')).toHaveLength(502);
  });

  test('succeeds if the server has a ref that is too long for a file', async () => {
    const url = copyOf(
      `long-${script}.git`,
      `printf '# pack-refs with: peeled fully-peeled sorted \\n${second} refs/heads/main\\n${first} refs/heads/${TOO_LONG}\\n' >packed-refs
      rm -r refs/heads; mkdir refs/heads`,
    );
    const workspace = new Workspace();
    const { code, log } = await workspace[script]({ url });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'for-each-ref refs/remotes')).toContain(`refs/remotes/origin/${TOO_LONG}`);
  });

  test('clones a repository that is shallow on the server, and logs it', async () => {
    sh(repository.root, `git clone -q --bare --depth=1 file://$PWD/${repository.name} shallow-${script}.git`);
    const url = server.url(`shallow-${script}.git`);
    const workspace = new Workspace();
    const { code, log } = await workspace[script]({ url });
    expect(code).toBe(0);
    expect(log).toContain('warning: the repository on the server is shallow: its history is incomplete');
    await run(workspace.base, 'git', 'clone', '-q', url, 'plain');
    const facts = 'git log --format=%h; git fsck --strict; git for-each-ref; cat .git/shallow';
    expect(sh(workspace.tree('build'), facts)).toBe(sh(workspace.base, `cd plain; ${facts}`));
  });

  test('clones a repository with SHA-256', async () => {
    sh(
      repository.root,
      `git init -q --object-format=sha256 -b main sha256-${script}; cd sha256-${script}; echo x >x; git add x; git commit -qm x`,
    );
    const url = server.url(`sha256-${script}/.git`);
    const commit = sh(`${repository.root}/sha256-${script}`, 'git rev-parse HEAD');
    const workspace = new Workspace();
    for (const [tree, ref] of [
      ['branch', 'main'],
      ['commit', commit],
    ] as const) {
      expect(await workspace[script]({ url, ref, tree })).toMatchObject({ code: 0, termination: commit });
      expect(workspace.git(tree, 'fsck --strict; git status --porcelain')).toBe('');
    }
    const { code, termination } = await workspace[script]({ url, ref: first, tree: 'sha1' });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `${url} has no commit ${first}: its IDs have 64 digits; correct "ref", then increase "run"`,
    });
  });

  test('fails the Job for a tag of a file', async () => {
    const url = copyOf(`blob-${script}.git`, 'git tag blob $(echo x | git hash-object -w --stdin)');
    const { code, termination } = await new Workspace()[script]({ url, ref: 'blob' });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `blob of ${url} is a blob, not a commit: correct "ref", then increase "run"`,
    });
  });

  test('fails the Job if the default branch does not exist, and clones another one', async () => {
    const url = copyOf(`headless-${script}.git`, 'git symbolic-ref HEAD refs/heads/missing');
    const { code, termination } = await new Workspace()[script]({ url });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `${url} has no default branch: set "ref" to a branch, then increase "run"`,
    });
    const workspace = new Workspace();
    expect(await workspace[script]({ url, ref: 'main' })).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main');
  });

  test('does as `git clone` if HEAD of the server is a commit', async () => {
    for (const commit of [first, second]) {
      const url = copyOf(`detached-${script}-${commit}.git`, `git update-ref --no-deref HEAD ${commit}`);
      const workspace = new Workspace();
      expect(await workspace[script]({ url })).toMatchObject({ code: 0, termination: commit });
      await run(workspace.base, 'git', 'clone', '-q', url, 'plain');
      const facts = 'git status -sb; git for-each-ref; git config --local -l | sort';
      expect(sh(workspace.tree('build'), facts)).toBe(sh(workspace.base, `cd plain; ${facts}`));
    }
  });

  test('clones a commit that is in no branch or tag, and logs it', async () => {
    const url = copyOf(`fork-${script}.git`, `git commit-tree -m fork ${first}^{tree} >fork`);
    const ref = sh(repository.root, `cat fork-${script}.git/fork`);
    const { code, log, termination } = await new Workspace()[script]({ url, ref });
    expect({ code, termination }).toEqual({ code: 0, termination: ref });
    expect(log).toContain(`warning: commit ${ref} is in no branch or tag of the repository`);
  });
});

describe('a branch that moves between the two requests', () => {
  /** Replaces the only commit of the branch after the server has listed it. */
  const moving = async (): Promise<{ url: string; rename: () => string }> => {
    const name = `moving-${moved++}.git`;
    const url = copyOf(name, ':');
    return Promise.resolve({
      url,
      rename: () =>
        sh(
          repository.root,
          `cd ${name}; git update-ref refs/heads/main $(git commit-tree -m moved-${moved} ${first}^{tree})
          git reflog expire --expire=now --all; git gc -q --prune=now; git rev-parse main`,
        ),
    });
  };
  let moved = 0;

  test.each([
    ['clone.sh', 'clone', undefined],
    ['clone.sh with depth', 'clone', 1],
    ['mirror.sh', 'mirror', undefined],
  ] as const)('is resolved again by %s', async (_, script, depth) => {
    const { url, rename } = await moving();
    const workspace = new Workspace();
    workspace.fake('sleep', '');
    const { arrived, release } = server.hold('fetch');
    const attempt = workspace[script]({ url, depth });
    await arrived;
    const commit = rename();
    release();
    const { code, log, termination } = await attempt;
    expect({ code, log, termination }).toMatchObject({ code: 0, termination: commit });
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main');
  });

  test('fails the Job if an earlier attempt had a tree of the commit', async () => {
    const { url, rename } = await moving();
    const workspace = new Workspace();
    const { termination: before } = await workspace.clone({ url });
    rename();
    const { code, log, termination } = await workspace.clone({ url });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `the server does not provide commit ${before}: correct "ref", or increase "run" to resolve it again`,
    });
    expect(log).not.toContain('\n\n');
  });
});

test('a commit that the list names and that does not exist fails the Job, with the error of git', async () => {
  const { code, log } = await new Workspace().clone({ url: server.url(repository.name), ref: 'f'.repeat(40) });
  expect(code).toBe(65);
  expect(log).toMatch(/^fatal: .*not our ref f{40}/m);
  expect(log).not.toMatch(/^$\n./m);
});

test('a server that does not name its default branch: the branch with the commit of HEAD', async () => {
  server.intercept = (request, response) => {
    if (!request.url!.includes('/info/refs')) return false;
    const lines = [
      `${second} HEAD\0 side-band-64k ofs-delta agent=old`,
      `${first} refs/heads/a`,
      `${second} refs/heads/b`,
    ].map((line) => `${(line.length + 5).toString(16).padStart(4, '0')}${line}\n`);
    response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-advertisement' });
    response.end(`001e# service=git-upload-pack\n0000${lines.join('')}0000`);
    return true;
  };
  const workspace = new Workspace();
  expect(await workspace.clone({ url: server.url(repository.name) })).toMatchObject({ code: 0 });
  expect(workspace.git('build', 'status -sb')).toBe('## b...origin/b');
  expect(workspace.git('build', 'symbolic-ref refs/remotes/origin/HEAD')).toBe('refs/remotes/origin/b');
});

test('a server of plain files is cloned without depth; with depth, the Job fails', async () => {
  const url = copyOf('plain-files.git', 'git gc -q; git update-server-info');
  server.intercept = (request, response) => {
    if (!request.url!.startsWith('/plain-files.git/')) return false;
    try {
      response.end(readFileSync(`${repository.root}${request.url!.split('?')[0]}`));
    } catch {
      response.writeHead(404).end();
    }
    return true;
  };
  expect(await new Workspace().clone({ url })).toMatchObject({ code: 0, termination: second });
  const { code, log, termination } = await new Workspace().clone({ url, depth: 1 });
  expect({ code, termination }).toEqual({
    code: 65,
    termination: `the server of ${url} does not support "depth": remove it, then increase "run"`,
  });
  expect(log).not.toContain('retrying in');
});
