import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { certificates } from './support/certificates';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { sh } from './support/user';
import { Workspace } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS);

const password = `pa$s'w"or\`d\\n %s é`;
const credentials = { username: 'robot', password };
const gitSecret = 'git-credentials';

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  server = await GitServer.start({ ...repository, credentials });
  url = server.url(repository.name);
});

beforeEach(() => {
  server.intercept = () => false;
  server.requests.length = 0;
});

afterAll(() => cleanUp(server));

function withSecret(keys: Record<string, string> = credentials): Workspace {
  const workspace = new Workspace();
  workspace.setSecret(keys);
  return workspace;
}

describeInShells('a private repository', (shell) => {
  test('is cloned, and the password is neither on the claim nor in the log', async () => {
    const workspace = withSecret();
    const { code, log, termination } = await workspace.clone({ url, shell, gitSecret });
    expect({ code, log }).toMatchObject({ code: 0 });
    for (const text of [log, termination, workspace.sh(`grep -rF 'or\`d' . || echo nowhere`)]) {
      expect(text).not.toContain('or`d');
    }
    expect(workspace.git('build', 'config --local -l')).not.toContain('credential');
    expect(sh(workspace.base, `grep -rlF 'or\`d' . `)).toBe('./secret/password');
  });

  test('accepts keys that end with a line feed', async () => {
    const workspace = withSecret({ username: 'robot\n', password: `${password}\n` });
    expect(await workspace.clone({ url, shell, gitSecret })).toMatchObject({ code: 0 });
  });
});

test('no process has the password in its arguments or environment', async () => {
  const workspace = withSecret();
  let seen = '';
  server.intercept = (request) => {
    if (request.headers.authorization) {
      seen += sh('/', `cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>&1 | tr '\\0' '\\n' || :`);
    }
    return false;
  };
  expect(await workspace.clone({ url, gitSecret })).toMatchObject({ code: 0 });
  expect(seen).toContain('ls-remote');
  expect(seen).not.toContain('or`d');
});

test.each([
  ['a wrong password', { username: 'robot', password: 'wrong' }],
  ['no Secret', undefined],
])('%s ends the attempt without retries inside the pod', async (_, keys) => {
  const workspace = withSecret(keys ?? {});
  const { code, log, termination } = await workspace.clone({ url, gitSecret: keys && gitSecret });
  expect(code).toBe(1);
  expect(termination).toBe(
    `the server refuses access to ${url}: check the URL and gitSecret (${keys ? gitSecret : 'none'})`,
  );
  expect(log).not.toContain('retrying in');
  expect(log).toMatch(/^fatal: (Authentication failed for|could not read Username)/m);
});

test('a missing repository ends the attempt without retries inside the pod', async () => {
  const missing = server.url('missing.git');
  const { code, log, termination } = await withSecret().clone({ url: missing, gitSecret });
  expect({ code, termination }).toEqual({
    code: 1,
    termination: `the server refuses access to ${missing}: check the URL and gitSecret (${gitSecret})`,
  });
  expect(log).toContain(`fatal: repository '${missing}/' not found`);
});

test.each(['username', 'password'])('a Secret without the key %s after two minutes fails the Job', async (key) => {
  const workspace = withSecret({ ...credentials, [key]: '' });
  workspace.fake('sleep', 'echo "sleeps $1"');
  const { code, log, termination } = await workspace.clone({ url, gitSecret });
  expect({ code, termination }).toEqual({
    code: 65,
    termination: `Secret ${gitSecret} does not exist or has no key ${key}: create it, then increase "run"`,
  });
  expect(log.match(/^waiting .*$/gm)).toEqual([`waiting up to 2 minutes for key ${key} of Secret ${gitSecret}`]);
  expect([...log.matchAll(/^sleeps (\d+)$/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0)).toBe(120);
  expect(server.requests).toEqual([]);
});

test('waits for a Secret that is created late', async () => {
  const workspace = new Workspace();
  const clone = workspace.clone({ url, gitSecret });
  await clone.waitForLog('waiting up to 2 minutes for key username');
  workspace.setSecret(credentials);
  expect(await clone).toMatchObject({ code: 0 });
});

describe('the credential helper', () => {
  const answer = (repoUrl: string, protocol: string, host: string, action = 'get'): string => {
    const workspace = withSecret({ username: 'robot', password: 'secret' });
    return sh(
      workspace.base,
      `printf '%s\n' 'protocol=${protocol}' 'host=${host}' |
        REPO_URL='${repoUrl}' SECRET_DIR=secret sh scripts/credentials.sh ${action}`,
    );
  };

  test.each([
    ['https://git.example.com/app.git', 'https', 'git.example.com'],
    ['https://Git.example.com:443/app.git', 'https', 'git.example.COM'],
    ['https://git.example.com:8443/app.git', 'https', 'git.example.com:8443'],
    ['https://git_1.example.com/app.git', 'https', 'git_1.example.com'],
    ['http://[::1]:80/app.git', 'http', '[::1]'],
  ])('answers for %s', (repoUrl, protocol, host) => {
    expect(answer(repoUrl, protocol, host)).toBe('username=robot\npassword=secret');
    expect(answer(repoUrl, protocol, host, 'store')).toBe('');
  });

  test.each([
    ['http', 'git.example.com'],
    ['https', 'git.example.com:8443'],
    ['https', 'example.com'],
    ['https', 'git.example.com.evil.example'],
    ['https', 'git.example.com/.evil.example'],
    ['https', 'git-example.com'],
    ['https', ''],
    ['', ''],
  ])('does not answer for %s and %s', (protocol, host) => {
    expect(answer('https://git.example.com/app.git', protocol, host)).toBe('');
  });
});

describe('credentials are sent only to the host of the URL', () => {
  let catcher: GitServer;
  let caught: string[];

  beforeEach(async () => {
    caught = [];
    catcher = await GitServer.start(repository);
    catcher.intercept = (request, response) => {
      if (request.headers.authorization) caught.push(request.headers.authorization);
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return true;
    };
  });

  afterEach(() => catcher.stop());

  const redirect = (to: string) => (request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(302, { Location: to + request.url! }).end();
    return true;
  };

  test('not to another port after a redirect', async () => {
    server.intercept = redirect(catcher.origin);
    const { code } = await withSecret().clone({ url, gitSecret });
    expect(code).toBe(1);
    expect(catcher.requests.length).toBeGreaterThan(0);
    expect(caught).toEqual([]);
  });

  test('not to another host name after a redirect', async () => {
    server.intercept = redirect(catcher.origin.replace('127.0.0.1', 'localhost'));
    expect(await withSecret().clone({ url, gitSecret })).toMatchObject({ code: 1 });
    expect(caught).toEqual([]);
  });

  test.each(['/info/refs', '/git-upload-pack'])(
    'not to another port that needs none, after a redirect of %s',
    async (path) => {
      catcher.intercept = (request) => {
        if (request.headers.authorization) caught.push(request.headers.authorization);
        return false;
      };
      const away = redirect(catcher.origin);
      server.intercept = (request, response) => request.url!.includes(path) && away(request, response);
      const workspace = withSecret();
      workspace.fake('sleep', '');
      const { code } = await workspace.clone({ url, gitSecret });
      // git never follows a redirect of a POST.
      expect(code).toBe(path === '/info/refs' ? 0 : 1);
      expect(caught).toEqual([]);
    },
  );

  test('not after a redirect that follows the authentication', async () => {
    const away = redirect(catcher.origin);
    server.intercept = (request, response) => request.headers.authorization !== undefined && away(request, response);
    expect(await withSecret().clone({ url, gitSecret })).toMatchObject({ code: 1 });
    expect(server.requests.some(({ authorization }) => authorization)).toBe(true);
    expect(caught).toEqual([]);
  });

  test('not to URLs of submodules or of configuration files in the repository', async () => {
    repository.sh(`git checkout -qb poison
      printf '[submodule "s"]\\n path = s\\n url = ${catcher.url('app.git')}\\n update = !touch /tmp/canary\\n' >.gitmodules
      printf '[url "${catcher.origin}/"]\\n insteadOf = ${server.origin}/\\n' >.gitconfig
      git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s
      printf '[lfs]\\n url = ${catcher.url('app.git')}\\n' >.lfsconfig; echo '* filter=lfs diff=lfs' >.gitattributes`);
    repository.commit('poison');
    repository.sh('git checkout -qf main');
    expect(await withSecret().clone({ url, ref: 'poison', gitSecret })).toMatchObject({ code: 0 });
    expect(catcher.requests).toEqual([]);
  });
});

test('a host with "_" gets the credentials', async () => {
  const workspace = withSecret();
  // curl asks for the host by its name, and reaches the server.
  workspace.fake('git', 'exec env http_proxy=$SERVER PATH=$REAL git "$@"');
  const env = { SERVER: server.origin };
  server.intercept = (request) => {
    request.url = request.url!.replace('http://git_1.example', '');
    return false;
  };
  expect(await workspace.clone({ url: `http://git_1.example/${repository.name}`, gitSecret, env })).toMatchObject({
    code: 0,
  });
});

test('a server that hides the repository from anonymous requests gets the credentials at once, from git 2.46 on', async () => {
  server.intercept = (request, response) => {
    if (request.headers.authorization) return false;
    response.writeHead(404).end();
    return true;
  };
  const { code, termination } = await withSecret().clone({ url, gitSecret });
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(sh('/', 'git --version'))!.map(Number);
  if (major > 2 || minor >= 46) {
    expect(code).toBe(0);
    expect(server.requests.filter(({ authorization }) => !authorization)).toEqual([]);
  } else {
    expect({ code, termination }).toEqual({
      code: 1,
      termination: `the server refuses access to ${url}: check the URL and gitSecret (${gitSecret})`,
    });
  }
});

test('a server that asks for the password only for a transfer gets it', async () => {
  const open = await GitServer.start(repository);
  open.intercept = (request, response) => {
    if (request.method !== 'POST' || request.headers.authorization) return false;
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    return true;
  };
  expect(await withSecret().clone({ url: open.url(repository.name), gitSecret })).toMatchObject({ code: 0 });
  await open.stop();
});

test('follows a redirect on the same host', async () => {
  server.intercept = (request, response) => {
    if (!request.url!.startsWith('/old.git')) return false;
    response.writeHead(301, { Location: request.url!.replace('/old.git', `/${repository.name}`) }).end();
    return true;
  };
  expect(await withSecret().clone({ url: server.url('old.git'), gitSecret })).toMatchObject({ code: 0 });
});

testsThatNeed(...SCRIPT_TOOLS, 'openssl').describe('https', () => {
  let secure: GitServer;
  let ca: string;

  beforeAll(async () => {
    const { key, cert, ...rest } = certificates();
    ca = rest.ca;
    secure = await GitServer.start({ ...repository, credentials, tls: { key, cert } });
  });

  afterAll(() => secure.stop());

  test('with a private CA works with `ca.crt`', async () => {
    const workspace = withSecret({ ...credentials, 'ca.crt': ca });
    expect(await workspace.clone({ url: secure.url(repository.name), gitSecret })).toMatchObject({ code: 0 });
  });

  test('takes a push', async () => {
    const workspace = withSecret({ ...credentials, 'ca.crt': ca });
    const secureUrl = secure.url(repository.name);
    await workspace.clone({ url: secureUrl, gitSecret });
    workspace.sh('cd trees/build; echo new >new');
    const { code, log } = await workspace.push({ url: secureUrl, gitSecret, branch: 'results/https', message: 'new' });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(repository.git('ls-tree --name-only results/https')).toContain('new');
    expect(log).not.toContain('or`d');
  });

  test('with an untrusted certificate ends the attempt without retries inside the pod', async () => {
    secure.requests.length = 0;
    const { code, log, termination } = await withSecret().clone({ url: secure.url(repository.name), gitSecret });
    expect(code).toBe(1);
    expect(log).toMatch(/certificate/);
    expect(termination).toContain(
      `refuses access to ${secure.url(repository.name)}: check the URL and gitSecret (${gitSecret})`,
    );
    expect(secure.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('is not redirected to http', async () => {
    const workspace = withSecret({ ...credentials, 'ca.crt': ca });
    workspace.fake('sleep', '');
    secure.intercept = (request, response) => {
      response.writeHead(302, { Location: server.origin + request.url! }).end();
      return true;
    };
    expect(await workspace.clone({ url: secure.url(repository.name), gitSecret })).toMatchObject({ code: 1 });
    secure.intercept = () => false;
    expect(server.requests).toEqual([]);
  });
});
