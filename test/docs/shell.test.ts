import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { testsThatNeed } from '../support/tools';
import { blocksOf, PACKAGE } from './support/page';
import { NO_CLUSTER, ProjectCopy } from './support/project-copy';

jest.setTimeout(60_000);

const blocks = blocksOf('sh');

/** The end of a command: what separates it from the next one, a redirection, or a comment. */
const COMMAND = /(?<=^|[\s(])(?:argocd|git|kind|kubectl|npm|npx|ssh-keyscan) (?:'[^']*'|"[^"]*"|[^'"|;&)\n>#])*/g;

/** Forms of the commands that are not run. */
const KNOWN_FORMS = [
  /^argocd app (sync|terminate-op) keruta-task-[-\w]+$/,
  /^git add --intent-to-add dist$/,
  /^git diff --exit-code --stat -- dist$/,
  /^kind create cluster$/,
  /^kubectl /,
  /^npm ci$/,
  /^npm install$/,
  /^npm publish --dry-run$/,
  /^npm test$/,
  /^npm update cdk8s-git-repo-tasks$/,
  /^npx cdk8s-git-repo-tasks init( --from job\.yaml)?$/,
  /^npx jest( --testPathIgnorePatterns [-\w]+)?( test\/[-\w/]+)+$/,
  /^ssh-keyscan [\w.-]+$/,
];

const { scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Scripts that run in a copy of the project. The others take long, or need a cluster, or write generated files. */
const RUN_IN_COPY = ['apply', 'check', 'commit-dist', 'status', 'synth'];
/** Scripts that need a cluster, which the copy does not have. */
const NEED_CLUSTER = ['apply', 'status'];

const commands = [...new Set(blocks.flatMap(([, { content }]) => commandsOf(content)))];
const npmRuns = commands.flatMap((command) => {
  const [, script] = /^npm run (?:--silent )?([\w:-]+)/.exec(command) ?? [];
  return script === undefined ? [] : [{ command, script }];
});
const kubectlCommands = commands.filter((command) => command.startsWith('kubectl '));

/** Returns the commands of a block, each in one line. */
function commandsOf(content: string): string[] {
  const lines = content
    .replace(/\\\n\s*/g, '')
    .replace(/<<'END'\n.*?^END$/gms, '')
    .replace(/(^|\s)# .*$/gm, '');
  return [...lines.matchAll(COMMAND)].map(([command]) => command.trim());
}

test.each(blocks)('%s is shell, with at least one command', (_, { content }) => {
  expect(spawnSync('sh', ['-n'], { input: content, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  expect(commandsOf(content)).not.toEqual([]);
  for (const [, manifest = ''] of content.matchAll(/<<'END'\n(.*?)^END$/gms)) {
    expect(loadAll(manifest)).toEqual([expect.objectContaining({ apiVersion: expect.any(String) as string })]);
  }
});

test('each command is an npm script or has a known form', () => {
  const known = new Set(npmRuns.filter(({ script }) => script in scripts).map(({ command }) => command));
  const unknown = commands.filter((command) => !known.has(command) && !KNOWN_FORMS.some((form) => form.test(command)));
  expect(unknown).toEqual([]);
});

describe('in a copy of the project', () => {
  let copy: ProjectCopy;
  beforeAll(() => {
    copy = new ProjectCopy(readFileSync(join(PACKAGE, 'tasks.json'), 'utf8'));
  });
  afterAll(() => copy.remove());

  test.each(npmRuns.filter(({ script }) => RUN_IN_COPY.includes(script)))('$command', ({ command, script }) => {
    const { status, stderr } = copy.run(command);
    if (!NEED_CLUSTER.includes(script)) expect({ status, stderr }).toMatchObject({ status: 0 });
    else expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(NO_CLUSTER) as string });
  });
});

testsThatNeed('kubectl').test.each(kubectlCommands)('kubectl has the options of %s', (command) => {
  const words = command.split(/\s+/);
  const options = kubectl(...verbOf(words), '--help') + kubectl('options');
  for (const option of words.filter((word) => /^--?[a-z]/.test(word))) {
    expect(options).toMatch(new RegExp(`^\\s+(-\\w, )?${option.replace(/=.*/, '')}[=,]`, 'm'));
  }
});

/** Returns the subcommand that a kubectl command calls, such as `create secret generic`. */
function verbOf(words: readonly string[]): string[] {
  const [verb = '', object = '', kind = ''] = words
    .slice(1)
    .filter((word, index) => !/^-|^$/.test(word) && words[index] !== '-n');
  if (verb !== 'create' || object === '') return [verb];
  return object === 'secret' ? [verb, object, kind] : [verb, object];
}

const helpTexts = new Map<string, string>();

/** Returns what kubectl prints. */
function kubectl(...args: readonly string[]): string {
  const key = args.join(' ');
  let text = helpTexts.get(key);
  if (text === undefined) {
    const { status, stdout } = spawnSync('kubectl', args, { encoding: 'utf8' });
    expect({ key, status }).toEqual({ key, status: 0 });
    helpTexts.set(key, (text = stdout));
  }
  return text;
}
