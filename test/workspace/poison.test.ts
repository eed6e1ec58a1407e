import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { removeFolders } from './support/user';
import { killAll, Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

const credentials = { username: 'robot', password: 'secret' };
const gitSecret = 'git-credentials';

let repository: Repository;
let server: GitServer;
let catcher: Server;
let caught: string[];

beforeAll(async () => {
  repository = new Repository();
  server = await GitServer.start({ ...repository, credentials });
  catcher = createServer((request, response) => {
    caught.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
  });
  await new Promise<void>((resolve) => catcher.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  caught = [];
});

afterAll(async () => {
  killAll();
  await server.stop();
  await new Promise((resolve) => catcher.close(resolve));
  removeFolders();
});

/** Writes to a tree everything that makes git commands run other programs or connect to other servers. */
function writeMaliciousContent(workspace: Workspace, tree: string): string {
  const canary = join(workspace.base, 'canary');
  const elsewhere = `http://127.0.0.1:${(catcher.address() as AddressInfo).port}/`;
  workspace.sh(`cd trees/${tree}
    run='touch ${canary}'
    for hook in pre-commit post-checkout post-merge reference-transaction post-index-change fsmonitor-watchman; do
      mkdir -p .git/hooks; printf '#!/bin/sh\\n%s\\n' "$run" >.git/hooks/$hook; chmod +x .git/hooks/$hook
    done
    git config core.fsmonitor "$run"; git config core.sshCommand "$run"; git config core.editor "$run"
    git config core.pager "$run"; git config core.hooksPath .git/hooks; git config diff.external "$run"
    git config core.alternateRefsCommand "$run"; git config credential.helper "!$run"; git config core.askPass "$run"
    git config filter.evil.smudge "$run; cat"; git config filter.evil.clean "$run; cat"; git config filter.evil.process "$run"
    git config "url.${elsewhere}.insteadOf" "${server.origin}/"; git config http.proxy "${elsewhere}"
    git config remote.origin.uploadpack "$run;"; git config uploadpack.packObjectsHook "$run"
    git config include.path ../../evil; git config alias.checkout "!$run"; git config gpg.program "$run"
    echo '* filter=evil diff=evil' | tee .gitattributes >.git/info/attributes || mkdir .git/info
    mkdir -p .git/modules/x .git/worktrees; printf '[submodule "x"]\\n path = x\\n url = ${elsewhere}x\\n update = !%s\\n' "$run" >.gitmodules
    mkdir -p .git/objects/info; echo ${workspace.claim}/elsewhere/objects >.git/objects/info/alternates
    for name in df du cp git sh chmod; do printf '#!/bin/sh\\n%s\\n' "$run" >$name; chmod +x $name; done
    ln -s / root; ln -s ../../../.prepare prepare; ln -s . loop; mkdir -p -- '--help' '-exec'; echo x >'; touch x'`);
  return canary;
}

describeInShells('a tree with malicious content', (shell) => {
  test('is copied, and runs no program', async () => {
    const workspace = new Workspace();
    workspace.setSecret(credentials);
    const url = server.url(repository.name);
    expect(await workspace.clone({ url, shell, gitSecret })).toMatchObject({ code: 0 });
    const canary = writeMaliciousContent(workspace, 'build');
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    expect(await workspace.copy({ shell, tree: 'next', parent: 'test' })).toMatchObject({ code: 0 });
    expect(workspace.sh('cd trees/next; readlink root prepare loop')).toBe('/\n../../../.prepare\n.');
    expect(existsSync(canary)).toBe(false);
    expect(caught).toEqual([]);
  });

  test('is kept or replaced by a retry of its root, and runs no program', async () => {
    const workspace = new Workspace();
    workspace.setSecret(credentials);
    const url = server.url(repository.name);
    await workspace.clone({ url, shell, gitSecret });
    const canary = writeMaliciousContent(workspace, 'build');
    expect(await workspace.clone({ url, shell, gitSecret, retry: 'continue' })).toMatchObject({ code: 0 });
    expect(await workspace.clone({ url, shell, gitSecret })).toMatchObject({ code: 0 });
    expect(await workspace.clone({ url, shell, gitSecret })).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status --porcelain')).toBe('');
    expect(existsSync(canary)).toBe(false);
    expect(caught).toEqual([]);
  });
});

test('a git command in such a tree runs a program', () => {
  const workspace = new Workspace();
  workspace.sh('mkdir -p trees/build; cd trees/build; git init -q; git commit -q --allow-empty -m empty');
  const canary = writeMaliciousContent(workspace, 'build');
  workspace.sh('cd trees/build; git status || :');
  expect(existsSync(canary)).toBe(true);
});
