import { existsSync } from 'node:fs';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer, type Intercept } from './support/git-server';
import { branch, credentials, gitSecret } from './support/push-target';
import { Repository } from './support/repository';
import { Workspace, type PushProps, type PushResult } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;
let workspace: Workspace;

beforeEach(async () => {
  repository = new Repository();
  server = await GitServer.start({ ...repository, credentials });
  url = server.url(repository.name);
  workspace = await cloned();
});

afterEach(() => server.stop());
afterAll(() => cleanUp());

async function cloned(props: { depth?: number; ref?: string } = {}): Promise<Workspace> {
  const workspace = new Workspace();
  workspace.setSecret(credentials);
  workspace.fake('sleep', '');
  expect(await workspace.clone({ url, gitSecret, ...props })).toMatchObject({ code: 0 });
  return workspace;
}

async function push(props: Partial<PushProps> = {}): Promise<PushResult> {
  const result = await workspace.push({ url, gitSecret, branch, ...props });
  for (const text of [result.log, result.termination]) expect(text).not.toContain(credentials.password);
  return result;
}

/** Commits a file in the tree. Returns the commit. */
function commit(name: string): string {
  workspace.sh(`cd trees/build; echo ${name} >${name}; git add ${name}; git commit -qm ${name}`);
  return workspace.git('build', 'rev-parse HEAD');
}

function tip(): string {
  return repository.git(`for-each-ref --format='%(objectname)' refs/heads/${branch}`);
}

describeInShells('a push', (shell) => {
  test('pushes HEAD, and a retry finds it', async () => {
    const head = commit('new');
    expect(await push({ shell })).toMatchObject({ code: 0, termination: `pushed ${head} to ${branch} of ${url}` });
    expect(tip()).toBe(head);
    expect(await push({ shell })).toMatchObject({
      code: 0,
      termination: `${branch} of ${url} is already at ${head}`,
    });
  });

  test('commits what is not committed, except ignored files', async () => {
    workspace.sh(`cd trees/build; echo '*.log' >.gitignore; echo more >>first; ln -s /etc/passwd link
      touch x.log -- -x; printf '#!/bin/sh\\n' >run; chmod +x run`);
    const { code, log } = await push({ shell, message: '-x $(touch /tmp/x) %s\n\nbody' });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(repository.git(`show -s '--format=%an <%ae>, %cn <%ce>: %B' ${branch}`)).toBe(
      'Robot <robot@example.com>, Robot <robot@example.com>: -x $(touch /tmp/x) %s\n\nbody',
    );
    expect(
      repository.git(`diff-tree --raw --no-renames -r main ${branch}`).replaceAll(/ [0-9a-f]{40} [0-9a-f]{40}/g, ''),
    ).toBe(
      [
        ':000000 100644 A\t-x',
        ':000000 100644 A\t.gitignore',
        ':100644 100644 M\tfirst',
        ':000000 120000 A\tlink',
        ':000000 100755 A\trun',
      ].join('\n'),
    );
    // A retry makes the same commit, also later.
    const first = tip();
    expect(await push({ shell, message: '-x $(touch /tmp/x) %s\n\nbody' })).toMatchObject({ code: 0 });
    expect(tip()).toBe(first);
  });
});

test('without changes, HEAD is pushed', async () => {
  expect(await push({ message: 'none' })).toMatchObject({ code: 0 });
  expect(tip()).toBe(repository.git('rev-parse main'));
});

test.each(['git checkout -q --detach', 'git pack-refs --all', 'git checkout -qb other/branch'])(
  'pushes HEAD after %s',
  async (command) => {
    workspace.sh(`cd trees/build; ${command}`);
    workspace.sh('cd trees/build; rm -f first');
    expect(await push({ message: 'remove' })).toMatchObject({ code: 0 });
    expect(repository.git(`ls-tree --name-only ${branch}`)).toBe('');
  },
);

test('changed files, folders and links replace each other', async () => {
  workspace.sh(
    'cd trees/build; mkdir a b; touch a/x b/x c; git add .; git commit -qm x; rm -r a b; touch a; ln -s /etc b; rm c; mkdir c; touch c/y',
  );
  expect(await push({ message: 'replace' })).toMatchObject({ code: 0 });
  expect(repository.git(`ls-tree -r --name-only ${branch}`)).toBe('a\nb\nc/y\nfirst');
});

describeInShells('other git repositories in the tree', (shell) => {
  const env = { NESTED_REPOSITORIES: 'files' };

  test('are committed as files, and run nothing', async () => {
    const ran = `${workspace.base}/ran`;
    workspace.sh(`cd trees/build; echo '*.log' >.gitignore; git init -q 'a b/sub'; cd 'a b/sub'
      echo x >x; echo y >y.log; echo '*.tmp' >.gitignore; touch z.tmp; ln -s /etc/passwd link; echo run >tool; chmod +x tool
      git init -q deeper; echo d >deeper/d; git add x; git commit -qm sub
      git config core.fsmonitor 'touch ${ran}'; echo 'touch ${ran}' >.git/hooks/post-index-change; chmod +x .git/hooks/*`);
    const { code, log } = await push({ shell, message: 'all', env });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(log).toContain('committing the files of other git repositories: a b/sub/ \n');
    expect(repository.git(`ls-tree -r --format='%(objectmode) %(path)' ${branch}`)).toBe(
      [
        ...['100644 .gitignore', '100644 a b/sub/.gitignore', '100644 a b/sub/deeper/d', '120000 a b/sub/link'],
        ...['100755 a b/sub/tool', '100644 a b/sub/x', '100644 first'],
      ].join('\n'),
    );
    expect(existsSync(ran)).toBe(false);
  });

  test.each([
    [
      'without the option',
      'git init -q sub; touch sub/x',
      {},
      /other git repositories: sub\/ - remove or ignore them, or/,
    ],
    ['with a line break in a name', `git init -q "$(printf 'a\\nb')"`, env, /line breaks: a\?b\/ - remove/],
    [
      'larger than the limit',
      'git init -q sub; head -c 200000 /dev/zero >sub/x',
      { ...env, MAX_BYTES: '100000' },
      /uncommitted files .* have 20\d+ bytes/,
    ],
    [
      'with a file that cannot be read',
      'git init -q sub; touch sub/x; chmod 0 sub/x',
      env,
      /cannot be pushed: .*\.\/x/,
    ],
  ])('%s are refused', async (_, script, variables, message) => {
    workspace.sh(`cd trees/build; ${script}`);
    const { code, termination } = await push({ shell, message: 'all', env: variables });
    expect(code).toBe(65);
    expect(termination).toMatch(message);
  });
});

test('recorded submodules stay as they are', async () => {
  const id = repository.git('rev-parse main');
  workspace.sh(`cd trees/build; for sub in sub 'a"b'; do git update-index --add --cacheinfo "160000,${id},$sub"; done
    git commit -qm sub; git init -q sub; git -C sub commit -q --allow-empty -m other; touch sub/x new`);
  expect(await push({ message: 'new' })).toMatchObject({ code: 0 });
  expect(repository.git(`ls-tree -r ${branch} | grep -c '^160000 commit ${id}'`)).toBe('2');
  expect(repository.git(`diff-tree --name-only ${branch}^ ${branch}`)).toBe('new');
});

describe('a branch that exists', () => {
  test('is fast-forwarded', async () => {
    repository.git(`update-ref refs/heads/${branch} main`);
    repository.commit('second');
    workspace = await cloned();
    const head = commit('new');
    expect(await push()).toMatchObject({ code: 0 });
    expect(tip()).toBe(head);
  });

  test('is not overwritten', async () => {
    repository.sh(`git checkout -qb ${branch}`);
    const other = repository.commit('other');
    const head = commit('new');
    expect(await push()).toMatchObject({
      code: 65,
      termination: `${branch} of ${url} is at ${other}, which ${head} does not contain: push to another branch, or set force to "lease", then increase "run"`,
    });
    expect(tip()).toBe(other);
  });

  test('is overwritten with a lease', async () => {
    repository.sh(`git checkout -qb ${branch}`);
    repository.commit('other');
    const head = commit('new');
    expect(await push({ force: 'lease' })).toMatchObject({ code: 0 });
    expect(tip()).toBe(head);
  });

  test.each(['never', 'lease'] as const)('meanwhile is not overwritten with force %s', async (force) => {
    commit('new');
    let other = '';
    const before = {
      push: () => {
        repository.sh(`git checkout -qb ${branch}`);
        other = repository.commit('other');
      },
    };
    const result = await push({ force, before });
    expect(result).toMatchObject({ code: 65, step: 'push' });
    expect(result.termination).toMatch(
      /^the server rejects [0-9a-f]{40} for .*rejected\] \((fetch first|stale info)\)/s,
    );
    // Nor by a retry: the run saw no branch first.
    expect(await push({ force })).toMatchObject({ code: 65 });
    expect(tip()).toBe(other);
  });

  test('meanwhile with the same commit is complete', async () => {
    const head = commit('new');
    const before = {
      push: () => workspace.sh(`cd trees/build; git push -q ${repository.root}/app.git HEAD:refs/heads/${branch}`),
    };
    expect(await push({ before })).toMatchObject({ code: 0 });
    expect(tip()).toBe(head);
  });

  test('is refused if it is the default branch', async () => {
    const head = commit('new');
    expect(await push({ branch: 'main' })).toMatchObject({
      step: 'push-look',
      code: 65,
      termination: `main is the default branch of ${url}: push to another one, or set allowDefault, then increase "run"`,
    });
    expect(await push({ branch: 'main', env: { ALLOW_DEFAULT: 'yes' } })).toMatchObject({ code: 0 });
    expect(repository.git('rev-parse main')).toBe(head);
  });
});

describe('only new objects are pushed', () => {
  const withoutNegotiation: Intercept = (request) => {
    delete request.headers['git-protocol'];
    return false;
  };

  /** Returns how many bytes a pod packed. */
  const newBytes = ({ log }: PushResult): number => Number(/: (\d+) bytes are new/.exec(log)?.[1]);

  beforeEach(async () => {
    repository.sh('head -c 500000 /dev/urandom >large');
    repository.commit('large');
    repository.sh(
      'git checkout -qb side HEAD~; touch side; git add side; git commit -qm side; git checkout -q main; git merge -q --no-edit side',
    );
    repository.commit('last');
    workspace = await cloned();
  });

  test.each([
    ['the tip', 'git checkout -q HEAD', 0],
    ['the tip, and the branch has moved', 'git checkout -q HEAD', 1],
    ['an earlier commit', 'git checkout -q HEAD~2', 0],
    ['a merge', 'git checkout -q HEAD~2; git merge -q --no-edit origin/main~1^2', 0],
    [
      'a merge of an earlier commit',
      'git checkout -qb x HEAD~2; touch y; git add y; git commit -qm y; git merge -q --no-edit origin/main~1^2',
      0,
    ],
  ])('from %s', async (_, command, moves) => {
    workspace.sh(`cd trees/build; ${command}`);
    const head = commit('new');
    if (moves) repository.commit('moved');
    const result = await push();
    expect(result).toMatchObject({ code: 0 });
    expect(newBytes(result)).toBeLessThan(10_000);
    expect(tip()).toBe(head);
    expect(repository.git('fsck --strict --no-dangling')).toBe('');

    server.intercept = withoutNegotiation;
    repository.git(`update-ref -d refs/heads/${branch}`);
    const old = await push();
    expect(old).toMatchObject({ code: 0 });
    expect(tip()).toBe(head);
    expect(newBytes(old) < 10_000).toBe(!moves);
  });

  test('from a clone with depth', async () => {
    workspace = await cloned({ depth: 1 });
    const head = commit('new');
    repository.commit('moved');
    const result = await push();
    expect(result).toMatchObject({ code: 0 });
    expect(newBytes(result)).toBeLessThan(10_000);
    expect(tip()).toBe(head);
    expect(repository.git('fsck --strict --no-dangling')).toBe('');
  });

  test('to another repository that has none of them', async () => {
    const fork = new Repository();
    fork.git('update-ref -d refs/heads/main');
    const other = await GitServer.start({ ...fork, credentials });
    const head = commit('new');
    const result = await push({ url: other.url(fork.name), env: { START_TREE: '' } });
    expect(result).toMatchObject({ code: 0 });
    expect(fork.git(`rev-parse ${branch}`)).toBe(head);
    await other.stop();
  });
});

describe('is refused at once', () => {
  test.each(['-x', 'a..b', '../x', 'x.lock', 'a b', 'refs/heads/../..', '@{x}', ''])('a branch %j', async (name) => {
    expect(await push({ branch: name })).toMatchObject({
      code: 65,
      step: 'push-look',
      termination: `"${name}" is not a branch name: correct "branch", then increase "run"`,
    });
    expect(server.requests.filter(({ line }) => line.includes('receive-pack'))).toEqual([]);
  });

  test('no right to push', async () => {
    server.intercept = (request, response) => {
      if (!request.url!.includes('git-receive-pack')) return false;
      response.writeHead(403).end();
      return true;
    };
    const { code, step, termination } = await push();
    expect({ code, step }).toEqual({ code: 65, step: 'push-look' });
    expect(termination).toContain(`the server refuses access to ${url} (gitSecret: ${gitSecret}): fatal: `);
    expect(termination).toContain('403');
  });

  test('a branch that the server protects', async () => {
    repository.sh(
      `printf '#!/bin/sh\\necho "protected: ask the owner"; exit 1\\n' >../app.git/hooks/pre-receive; chmod +x ../app.git/hooks/pre-receive`,
    );
    commit('new');
    const { code, step, log, termination } = await push();
    expect({ code, step }).toEqual({ code: 65, step: 'push' });
    for (const text of [log, termination]) {
      expect(text).toContain('remote: protected: ask the owner');
      expect(text).toContain('(pre-receive hook declined)');
    }
  });

  test('a tree that does not exist, which is not created', async () => {
    expect(await push({ parent: 'missing' })).toMatchObject({
      code: 65,
      step: 'push-check',
      termination: 'trees/missing does not exist: increase "run" of task missing and of this task',
    });
    expect(existsSync(workspace.tree('missing'))).toBe(false);
  });

  test('uncommitted files that are too large', async () => {
    workspace.sh('cd trees/build; head -c 200000 /dev/urandom >large');
    const { code, termination } = await push({ message: 'large', env: { MAX_BYTES: '100000' } });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: expect.stringContaining('have 200000 bytes, but at most 100000 can be pushed') as unknown,
    });
  });

  test('commits that are too large', async () => {
    workspace.sh('cd trees/build; head -c 200000 /dev/urandom >large; git add large; git commit -qm large');
    const { code, termination } = await push({ env: { MAX_BYTES: '100000' } });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: expect.stringContaining('have more than 100000 bytes') as unknown,
    });
  });
});

test.each(['upload-pack', 'receive-pack'])('a server that fails for a while is asked again: %s', async (service) => {
  let failures = 2;
  server.intercept = (request, response) => {
    if (!request.url!.includes(service) || failures-- <= 0) return false;
    response.writeHead(503).end();
    return true;
  };
  const head = commit('new');
  expect(await push()).toMatchObject({ code: 0, log: expect.stringContaining('retrying in') as unknown });
  expect(tip()).toBe(head);
});

test('a server that is down is tried again by the Job', async () => {
  await server.stop();
  const { code, step, termination } = await push();
  expect({ code, step, termination }).toEqual({
    code: 1,
    step: 'push-look',
    termination: `asking ${url} for its branches failed: see the git output above`,
  });
  server = await GitServer.start({ ...repository, credentials });
});

test('two pushers race: one wins, and the other is refused', async () => {
  const other = await cloned();
  other.sh('cd trees/build; echo other >other; git add .; git commit -qm other');
  commit('new');
  const results = await Promise.all([push(), other.push({ url, gitSecret, branch })]);
  const winner = results.findIndex(({ code }) => code === 0);
  expect(tip()).toBe([workspace, other][winner]?.git('build', 'rev-parse HEAD'));
  const loser = [other, workspace][winner]!;
  expect(await loser.push({ url, gitSecret, branch })).toMatchObject({ code: 65 });
});

test('a pod that is killed at any moment leaves a run that the next attempt completes', async () => {
  workspace.sh('cd trees/build; echo new >new');
  for (const killAfter of [20, 60, 100, 150, 200, 250, 300, 400]) await push({ message: 'new', killAfter });
  expect(await push({ message: 'new' })).toMatchObject({ code: 0 });
  expect(repository.git(`rev-list --count main..${branch}`)).toBe('1');
  expect(repository.git('fsck --strict --no-dangling')).toBe('');
});

test('nothing is written to the tree', async () => {
  workspace.sh('cd trees/build; echo new >new; find . -exec touch -d 2020-01-01 {} +; chmod -R a-w .');
  expect(await push({ message: 'new' })).toMatchObject({ code: 0 });
  expect(workspace.sh('find trees/build -newermt 2021-01-01')).toBe('');
});
