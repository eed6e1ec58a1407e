import { basename, posix } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { hasVariable } from './variables';

/** What the commands of a container clone. */
export interface Clone {
  /** As the command has it: it can contain a credential or a variable. */
  readonly url: string;
  /** Absolute path of the working tree; `undefined` if it depends on the image. */
  readonly folder?: string;
  readonly ref?: string;
  readonly depth?: number;
  /** Options and commands that a task cannot have, and why. */
  readonly differences: readonly { readonly command: string; readonly reason: string }[];
}

/** Commands that do not change what the tree contains. */
const HARMLESS = new Set(
  '[ [[ : apk apt-get break cat continue date echo exit false for ls mkdir printf pwd rm set sleep test true umask'.split(
    ' ',
  ),
);

const OPTIONS = {
  branch: { type: 'string', short: 'b' },
  revision: { type: 'string' },
  depth: { type: 'string' },
  origin: { type: 'string', short: 'o' },
  'upload-pack': { type: 'string', short: 'u' },
  config: { type: 'string', short: 'c' },
  jobs: { type: 'string', short: 'j' },
  filter: { type: 'string' },
  reference: { type: 'string' },
  'separate-git-dir': { type: 'string' },
  'shallow-exclude': { type: 'string' },
  'shallow-since': { type: 'string' },
  template: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  progress: { type: 'boolean' },
  'no-progress': { type: 'boolean' },
  'single-branch': { type: 'boolean' },
  'no-single-branch': { type: 'boolean' },
  'no-tags': { type: 'boolean' },
  'no-checkout': { type: 'boolean', short: 'n' },
  recursive: { type: 'boolean' },
  'recurse-submodules': { type: 'boolean' },
  'shallow-submodules': { type: 'boolean' },
} satisfies ParseArgsConfig['options'];

/** Options that a task has fields for, or that have no effect on the tree. */
const KNOWN = new Set(
  'branch revision depth jobs quiet verbose progress no-progress single-branch no-single-branch no-tags'.split(' '),
);

const SUBMODULES = 'submodules are not fetched';
const OWN_CLONE = 'each run has a clone of its own, and its retries use the same commit';
const OWN_FILES = 'the user of the task owns the working tree';
const REASONS = new Map([
  ['--recursive', SUBMODULES],
  ['--recurse-submodules', SUBMODULES],
  ['--shallow-submodules', SUBMODULES],
  ['git submodule', SUBMODULES],
  ['git lfs', 'Git LFS files are not fetched'],
  ['git fetch', OWN_CLONE],
  ['git pull', OWN_CLONE],
  ['git reset', OWN_CLONE],
  ['chmod', OWN_FILES],
  ['chown', OWN_FILES],
]);
const NOT_RUN = 'the container that clones runs no other commands; run it in the command of the task';
const NO_OPTION = 'a task has no field for this option of git';

/**
 * Finds `git clone` among commands, and the branch that later commands check out.
 *
 * @param cwd Working directory of the first command; `undefined` if it is that of the image.
 */
export function findClone(commands: readonly (readonly string[])[], cwd?: string): Clone | undefined {
  let clone: Clone | undefined;
  let folder = cwd;
  const differences: Clone['differences'][number][] = [];
  const report = (command: string): void => {
    const reason = REASONS.get(command) ?? (command.startsWith('-') ? NO_OPTION : NOT_RUN);
    if (!differences.some((one) => one.command === command)) differences.push({ command, reason });
  };
  for (const [program = '', ...args] of commands) {
    const name = basename(program);
    if (name === 'cd') folder = resolvePath(folder, args[0]);
    else if (name !== 'git') {
      if (!HARMLESS.has(name)) report(name);
    } else {
      const { subcommand, rest, at } = splitGit(args, folder, report);
      if (subcommand === 'clone' && !clone) clone = parseClone(rest, at, report);
      else if (isCheckout(subcommand) && clone && checkedOutRef(rest) !== undefined)
        clone = { ...clone, ref: checkedOutRef(rest) };
      else if (!isSafeDirectory(subcommand, rest)) report(`git ${subcommand}`);
    }
  }
  return clone && { ...clone, differences };
}

type Report = (command: string) => void;

/** Separates the options of git itself from a subcommand. */
function splitGit(
  args: readonly string[],
  cwd: string | undefined,
  report: Report,
): { subcommand: string; rest: string[]; at?: string } {
  let at = cwd;
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift()!;
    if (option === '-C') at = resolvePath(at, rest.shift());
    else if (option === '-c') report(`-c ${rest.shift()?.replace(/=.*/s, '') ?? ''}`);
    else report(option.replace(/=.*/s, ''));
  }
  return { subcommand: rest.shift() ?? '', rest, at };
}

function parseClone(args: string[], cwd: string | undefined, report: Report): Clone | undefined {
  const { values, positionals, tokens } = parseArgs({
    args,
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option' && !KNOWN.has(token.name)) {
      report(token.name === 'config' ? `-c ${token.value?.replace(/=.*/s, '') ?? ''}` : token.rawName);
    }
  }
  const [url, folder = url && basename(url.replace(/\/+$/, ''), '.git')] = positionals;
  if (url === undefined) return undefined;
  const ref = values.revision ?? values.branch;
  return {
    url,
    folder: resolvePath(cwd, folder),
    ref: typeof ref === 'string' ? ref : undefined,
    depth: typeof values.depth === 'string' ? Number(values.depth) : undefined,
    differences: [],
  };
}

function isCheckout(subcommand: string): boolean {
  return subcommand === 'checkout' || subcommand === 'switch';
}

/** Returns the ref that `git checkout` or `git switch` checks out; `undefined` if it does something else. */
function checkedOutRef(args: readonly string[]): string | undefined {
  const names = args.filter((arg) => !['-f', '-q', '--force', '--quiet', '--detach'].includes(arg));
  const [ref = ''] = names;
  return names.length === 1 && /^[^-.]/.test(ref) ? ref.replace(/^origin\//, '') : undefined;
}

function isSafeDirectory(subcommand: string, args: readonly string[]): boolean {
  return subcommand === 'config' && args.includes('safe.directory');
}

/** Returns an absolute path, or `undefined` if the manifest does not say which one. */
function resolvePath(cwd: string | undefined, path = ''): string | undefined {
  if (hasVariable(path)) return undefined;
  if (posix.isAbsolute(path)) return posix.normalize(path);
  return cwd === undefined ? undefined : posix.join(cwd, path);
}
