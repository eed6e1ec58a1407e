import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { branch, credentials, gitSecret } from './support/push-target';
import { Repository } from './support/repository';
import { sh } from './support/user';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  repository.commit('second');
  server = await GitServer.start({ ...repository, credentials });
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

/** Shell commands that run in the folder of the packs. `$TREE` is the tree, `$SECRET` the folder of the Secret. */
const HANDOVERS: readonly (readonly [title: string, script: string, message: RegExp])[] = [
  ['no commit', 'rm commit', /commit is not a file$/],
  ['a commit that is a link to the Secret', 'rm commit; ln -s $SECRET/password commit', /commit is not a file$/],
  ['a pack that is a link to the Secret', 'rm new.pack; ln -s $SECRET/password new.pack', /new\.pack is not a file$/],
  [
    'a boundary that is a link to the Secret',
    'rm boundary; ln -s $SECRET/password boundary',
    /boundary is not a file$/,
  ],
  ['a pack that is a named pipe', 'rm new.pack; mkfifo new.pack', /new\.pack is not a file$/],
  ['a commit that is an option', 'echo --all >commit', /it has no commit$/],
  ['a commit that is a ref', 'echo HEAD >commit', /it has no commit$/],
  [
    'a commit that does not exist',
    'echo 1234567890123456789012345678901234567890 >commit',
    /not valid: .*(bad|missing)/s,
  ],
  ['a commit that is a folder', 'git -C $TREE rev-parse HEAD^{tree} >commit', /not valid/],
  ['no new objects', 'git -C $TREE pack-objects -q --stdout </dev/null >new.pack', /not valid/],
  ['a damaged pack', 'printf x | dd of=new.pack bs=1 seek=40 conv=notrunc 2>/dev/null', /not valid/],
  ['a pack that is cut off', 'head -c 50 new.pack >x; mv x new.pack', /not valid/],
  ['a pack of random bytes', 'head -c 5000 /dev/urandom >new.pack', /not valid/],
  ['a pack that is too large', 'head -c 40000000 /dev/zero >new.pack', /not valid/],
  [
    'a pack with another repository beside it',
    'mkdir x; git init -q x; cp -R x/.git/. .; echo x >HEAD; rm -r x',
    /^pushed/,
  ],
  [
    'an unsound commit',
    `tree=$(printf '100644 blob %s\\t.git\\n' $(git -C $TREE rev-parse HEAD:first) | git -C $TREE mktree)
    git -C $TREE commit-tree -p HEAD -m evil $tree >commit
    printf '%s\\n^%s\\n' $(cat commit) $(git -C $TREE rev-parse HEAD) | git -C $TREE pack-objects -q --revs --stdout >new.pack`,
    /not valid: .*(hasDotgit|fsck)/s,
  ],
  [
    'an unsound commit in the pack of the boundary',
    `tree=$(printf '100644 blob %s\\t.git\\n' $(git -C $TREE rev-parse HEAD:first) | git -C $TREE mktree)
    git -C $TREE commit-tree -p HEAD -m evil $tree >commit
    echo $(cat commit) | git -C $TREE pack-objects -q --revs --stdout >boundary.pack`,
    /objects are missing in new\.pack$/,
  ],
  [
    'a boundary that the server does not have',
    `tree=$(printf '100644 blob %s\\t.git\\n' $(git -C $TREE rev-parse HEAD:first) | git -C $TREE mktree)
    evil=$(git -C $TREE commit-tree -p HEAD^ -m evil $tree); echo $evil >boundary; git -C $TREE rev-parse HEAD^ >shallow
    printf '%s\\n' $evil HEAD^ | git -C $TREE pack-objects -q --revs --stdout >boundary.pack
    git -C $TREE commit-tree -p $evil -m good HEAD^{tree} >commit
    printf '%s\\n^%s\\n' $(cat commit) $evil | git -C $TREE pack-objects -q --revs --stdout >new.pack`,
    /does not have its boundary$/,
  ],
  ['a boundary with options', 'echo --all >>boundary; echo --stdin >>boundary; echo HEAD >>boundary', /^pushed/],
  [
    'a branch that it does not contain',
    'git -C $TREE commit-tree -m other HEAD^{tree} >commit; cat commit | git -C $TREE pack-objects -q --revs --stdout >new.pack',
    /does not contain/,
  ],
];

test.each(HANDOVERS)('%s', async (_, script, message) => {
  const workspace = new Workspace();
  workspace.setSecret(credentials);
  expect(await workspace.clone({ url, gitSecret })).toMatchObject({ code: 0 });
  const before = workspace.git('build', 'rev-parse HEAD');
  repository.git(`update-ref refs/heads/${branch} ${before}`);
  workspace.sh('cd trees/build; echo new >new; git add new; git commit -qm new');
  const result = await workspace.push({
    ...{ url, gitSecret, branch },
    before: {
      push: () =>
        sh(workspace.base, `cd push-*/packs; TREE=${workspace.tree('build')}; SECRET=${workspace.secret}; ${script}`),
    },
  });
  expect(result).toMatchObject({ step: 'push', termination: expect.stringMatching(message) as unknown });
  for (const text of [result.log, result.termination]) expect(text).not.toContain(credentials.password);
  const isPushed = result.termination.startsWith('pushed');
  expect(result.code).toBe(isPushed ? 0 : 65);
  expect(repository.git(`rev-parse ${branch}`)).toBe(isPushed ? workspace.git('build', 'rev-parse HEAD') : before);
});
