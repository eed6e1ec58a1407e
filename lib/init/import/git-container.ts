import { basename } from 'node:path';
import { readEnv } from './container-env';
import type { FieldReader } from './field-reader';
import { findClone, type Clone } from './git-commands';
import { parseShell } from './shell-commands';
import { expandVariables, hasVariable } from './variables';

/** A container that clones, and what it clones. */
export interface GitContainer {
  readonly reader: FieldReader;
  readonly clone: Clone;
}

/** Variables that make no difference to the working tree. */
const HARMLESS_VARIABLES = /^(HOME|PATH|GIT_TERMINAL_PROMPT)$/;

/** Returns the container that clones, if it is one of `containers`. */
export function findGitContainer(containers: readonly FieldReader[]): GitContainer | undefined {
  for (const reader of containers) {
    const clone = readClone(reader);
    if (clone) return { reader, clone };
  }
  return undefined;
}

function readClone(container: FieldReader): Clone | undefined {
  const env = readEnv(container, 'store it in a Secret and set gitSecret');
  const values = new Map(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const [command, args] = [container.texts('command'), container.texts('args')];
  const words = [...command, ...args].map((word) => expandVariables(word, values));
  // Images such as alpine/git have the entrypoint git.
  const commands = toCommands(command.length > 0 ? words : ['git', ...words], values);
  const clone = findClone(commands, container.text('workingDir'));
  if (!clone) return undefined;

  for (const [name, value] of Object.entries(env)) {
    const isUsed = [...command, ...args].some((word) => word.includes(name));
    if (typeof value !== 'string' && 'secret' in value) container.report(`env[${name}]`, useGitSecret(value.secret));
    else if (!isUsed && !HARMLESS_VARIABLES.test(name))
      container.report(`env[${name}]`, 'the container that clones has only the variables of this project');
  }
  for (const { command: name, reason } of clone.differences) container.report('command', `${name}: ${reason}`);
  return clone;
}

/** Returns the simple commands of a container. */
function toCommands(words: readonly string[], values: ReadonlyMap<string, string>): string[][] {
  const isShell = /^(ba|da|a)?sh$/.test(basename(words[0] ?? ''));
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = words[flag + 1];
  return isShell && flag > 0 && script !== undefined ? parseShell(script, values) : [[...words]];
}

/** Returns the ref of a clone, unless it has no fixed value, which is reported. */
export function readRef({ reader, clone: { ref } }: GitContainer): string | undefined {
  if (ref === undefined || !hasVariable(ref)) return ref;
  reader.report('command', 'the branch has a variable whose value is not in the manifest; set ref');
  return undefined;
}

/** Returns the URL of a clone without its credential, which is reported, or `undefined` if it has no fixed value. */
export function readUrl({ reader, clone }: GitContainer): string | undefined {
  const url = withoutCredential(clone.url);
  if (url !== clone.url) {
    reader.report('command', 'the URL has a credential, which was not copied; store it in a Secret and set gitSecret');
  }
  if (!hasVariable(url)) return url;
  reader.report('command', 'the URL has a variable whose value is not in the manifest; write the URL into the list');
  return undefined;
}

/** Returns a URL without its password. For https, the user may be a token too. */
function withoutCredential(url: string): string {
  const [, scheme = '', user = '', rest = ''] = /^([a-z]+:\/\/)(.*)@(.*)$/is.exec(url) ?? [];
  if (scheme === '') return url;
  return scheme.toLowerCase() === 'ssh://' ? `${scheme}${user.replace(/:.*/s, '')}@${rest}` : `${scheme}${rest}`;
}

/** Returns what to do about a credential of the clone that is in a Secret. */
export function useGitSecret(secret: string): string {
  return `it is in the Secret ${secret}; to clone with it, give a Secret the type and the keys of docs/private-repositories.md, and set gitSecret`;
}
