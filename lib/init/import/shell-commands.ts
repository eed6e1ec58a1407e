import { parse } from 'shell-quote';

/** Words that start a command or a block, and are not part of the command. */
const KEYWORDS = new Set(['!', '{', '}', 'do', 'done', 'elif', 'else', 'exec', 'fi', 'if', 'then', 'until', 'while']);
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const REDIRECTIONS = new Set(['<', '<&', '<>', '>', '>>', '>&', '>|', '&>', '&>>']);

/**
 * Returns the simple commands of a shell script, each as its words, in the order of the text.
 *
 * It looks through conditions and loops, and expands only variables that have a fixed value: in `variables`, or by an
 * assignment in the script. Others stay as they are.
 */
export function parseShell(script: string, variables: ReadonlyMap<string, string>): string[][] {
  const values = new Map(variables);
  const expand = (reference: string): string => {
    const [, name = reference, fallback] = /^(\w+):?-(.*)$/s.exec(reference) ?? [];
    return values.get(name) ?? fallback ?? `$\{${reference}}`;
  };
  const commands: string[][] = [];
  for (const line of script.replaceAll('\\\n', ' ').split('\n')) {
    for (const words of splitCommands(parseLine(line, expand))) {
      const command = withoutKeywords(words);
      for (const word of command) {
        const [, name, value = ''] = ASSIGNMENT.exec(word) ?? [];
        if (name === undefined) break;
        values.set(name, value);
      }
      const start = command.findIndex((word) => !ASSIGNMENT.test(word));
      if (start >= 0) commands.push(command.slice(start));
    }
  }
  return commands;
}

type Entries = ReturnType<typeof parse>;

/** Returns the words and operators of a line. One that is not valid is split at its spaces. */
function parseLine(line: string, expand: (name: string) => string): Entries {
  try {
    return parse(line, expand);
  } catch {
    return line.trim().split(/\s+/);
  }
}

/** Splits the entries of a line at operators, and drops redirections. */
function splitCommands(entries: Entries): string[][] {
  const commands: string[][] = [[]];
  let isTarget = false;
  for (const entry of entries) {
    const word = wordOf(entry);
    if (word === undefined) {
      const operator = typeof entry === 'object' && 'op' in entry ? entry.op : '';
      isTarget = REDIRECTIONS.has(operator);
      if (!isTarget) commands.push([]);
      // The number of a stream, as in 2>&1.
      else if (/^\d$/.test(commands.at(-1)!.at(-1) ?? '')) commands.at(-1)!.pop();
      continue;
    }
    if (!isTarget) commands.at(-1)!.push(word);
    isTarget = false;
  }
  return commands;
}

function wordOf(entry: Entries[number]): string | undefined {
  if (typeof entry === 'string') return entry;
  return 'op' in entry && entry.op === 'glob' ? entry.pattern : undefined;
}

function withoutKeywords(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !KEYWORDS.has(word));
  return start < 0 ? [] : words.slice(start);
}
