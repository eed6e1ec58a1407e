import { existsSync } from 'node:fs';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { run, sh } from './support/user';
import { Workspace } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS);

const SCRIPTS = ['clone', 'mirror'] as const;

/** Adds files and commits that file systems and versions of git treat differently. */
const UNUSUAL = String.raw`
  printf x >"$(printf 'caf\351')"; printf x >"$(printf 'caf\303\251')"; printf x >"$(printf 'cafe\314\201')"
  printf x >"$(printf 'new\nline')"; printf x >./-rf; printf x >'  $x \" '
  deep=$(printf 'level/%.0s' $(seq 60)); mkdir -p $deep; printf x >$deep/file
  ln -s missing dangling; ln -s loop loop; ln -s ../.. up
  printf '* text=auto\n*.win text eol=crlf\n*.utf16 text working-tree-encoding=UTF-16\n*.id ident\n*.sub export-subst\n*.lf text eol=lf\n' >.gitattributes
  printf 'a\nb\n' >x.win; printf '\377\376a\000\n\000' >y.utf16; printf '$Id$\n' >z.id; printf '$Format:%%H$\n' >z.sub
  git add -A
  printf 'not\r\nnormalized\r\n' >crlf
  for name in crlf.txt crlf.win crlf.lf; do
    git update-index --add --cacheinfo 100644,$(git hash-object -w --no-filters crlf),$name
  done
  git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),submodule
  tree=$(git write-tree)
  commit() { git hash-object -t commit -w --stdin --literally; }
  old=$(printf 'tree %s\nauthor a <a> -5000000000 +0000\ncommitter a <a> -5000000000 +9999\n\nold\n' $tree | commit)
  late=$(printf 'tree %s\nparent %s\nauthor a <a> 99999999999 +0000\ncommitter a <a> 99999999999 -051800\n\nlate\n' $tree $old | commit)
  blob=$(git hash-object -w z.id)
  padded=$({ printf '0100644 file\0'; env printf "$(echo $blob | sed 's/../\\x&/g')"; } | git hash-object -t tree -w --stdin --literally)
  zero=$(printf 'tree %s\nparent %s\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\npadded\n' $padded $late | commit)
  git update-ref refs/heads/unusual $late; git update-ref refs/heads/padded $zero
  git tag -a inner -m inner $late; git tag -a outer -m outer inner
  git push -q origin unusual padded inner outer; git reset -q --hard
`;

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  repository.sh(UNUSUAL);
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describeInShells('unusual names, attributes, links, dates and modes', (shell) => {
  test.each(SCRIPTS)('are in the tree of %s.sh as in that of `git clone`', async (script) => {
    const workspace = new Workspace();
    for (const ref of ['unusual', 'outer', 'padded']) {
      const { code, log } = await workspace[script]({ url, shell, ref, tree: ref });
      expect({ ref, code, log }).toMatchObject({ code: 0 });
      await run(workspace.base, 'git', 'clone', '-q', '-b', ref, url, `plain-${ref}`);
      workspace.sh(`diff -r --no-dereference --exclude=.git ../plain-${ref} trees/${ref}`);
      expect(workspace.git(ref, 'rev-parse HEAD')).toBe(sh(`${workspace.base}/plain-${ref}`, 'git rev-parse HEAD'));
    }
  });
});

describe.each(SCRIPTS)('%s.sh', (script) => {
  test('publishes no tree if a file cannot be written', async () => {
    repository.sh(`folder=$(printf '100644 blob %s\\t%s\\n' $(git rev-parse HEAD:first) ${'n'.repeat(256)} | git mktree)
      tree=$(printf '040000 tree %s\\tfolder\\n' $folder | git mktree)
      git push -qf origin $(git commit-tree -m long $tree):refs/heads/long`);
    const workspace = new Workspace();
    const { code, log, termination } = await workspace[script]({ url, ref: 'long' });
    expect({ code, termination }).toEqual({ code: 1, termination: `cloning ${url} failed: see the git output above` });
    expect(log).toContain('File name too long');
    expect(existsSync(workspace.tree('build'))).toBe(false);
  });

  test.each([
    ['cut short', ': >first', 'cmp: EOF on'],
    ['missing', 'rm first', 'No such file or directory'],
    ['changed', 'echo other >first', 'differ'],
  ])('publishes no tree if a file is %s', async (_, damage, reason) => {
    const workspace = new Workspace();
    workspace.fake(
      'git',
      `export PATH=$REAL; git "$@" || exit; case "$*" in read-tree*) sleep 0.01; ${damage} ;; esac`,
    );
    const { code, log, termination } = await workspace[script]({ url });
    expect({ code, termination }).toEqual({ code: 1, termination: `cloning ${url} failed: see the git output above` });
    expect(log).toMatch(new RegExp(`^error: these files are not as git wrote them:[^]*${reason}[^]*\\./first$`, 'm'));
    expect(existsSync(workspace.tree('build'))).toBe(false);
  });

  test('publishes a tree whose storage changes the times of files', async () => {
    const workspace = new Workspace();
    workspace.fake(
      'git',
      'export PATH=$REAL; git "$@" || exit; case "$*" in read-tree*) find . -path ./.git -prune -o -type f -exec touch {} + ;; esac',
    );
    const { code, log } = await workspace[script]({ url, ref: 'unusual' });
    expect({ code, log }).toMatchObject({ code: 0 });
    // git compares the content. It would commit these files with other line ends.
    expect(workspace.git('build', 'status --porcelain')).toBe('M crlf.lf\n M crlf.win');
  });

  test('publishes no tree of another commit', async () => {
    const workspace = new Workspace();
    workspace.fake('git', 'case "$1" in update-ref) exit 0 ;; esac; PATH=$REAL exec git "$@"');
    expect(await workspace[script]({ url, ref: 'unusual' })).toMatchObject({ code: 1 });
    expect(existsSync(workspace.tree('build'))).toBe(false);
  });

  test('logs what git prints although it succeeds', async () => {
    const workspace = new Workspace();
    workspace.fake(
      'git',
      'case "$*" in read-tree*|*" clone "*) echo "warning: of $1" >&2 ;; esac; PATH=$REAL exec git "$@"',
    );
    const { code, log } = await workspace[script]({ url });
    expect(code).toBe(0);
    expect(log).toContain('warning: of read-tree\n');
    expect(log).toContain('warning: of -c\n');
  });
});

test('an error of git about a URL with "%" is in the log, and progress is not', async () => {
  const { code, log } = await new Workspace().clone({ url: server.url('my%20project.git') });
  expect(code).toBe(1);
  expect(log).toContain(`fatal: repository '${server.url('my%20project.git')}/' not found`);
  expect((await new Workspace().clone({ url })).log).not.toMatch(/: +\d+% \(.*\)$/m);
});
