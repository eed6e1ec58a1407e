import { relative } from 'node:path';
import { DEFAULTS } from '../constructs/defaults';
import type { CheckedTask, Import, WrittenApp } from '../init';
import { displayName } from '../task-list/parse/read-file';
import { formatValue } from '../validation/format-value';
import { print } from './print';

interface PrintedApp extends WrittenApp {
  /** Absolute path of the app. */
  readonly folder: string;
  /** Whether git ignores the folder of the manifests. */
  readonly isIgnored: boolean;
}

/** Prints which files were written, what to add to the others, and what to do next. */
export function printApp({ written, kept, folder, isIgnored }: PrintedApp): void {
  for (const file of written) print(`wrote ${displayName(file)}`);
  for (const { file, missing } of kept) {
    print(`kept ${displayName(file)}, which exists`);
    if (missing !== undefined) print(indent(missing, '  '));
  }
  const dist = DEFAULTS.argoCd.path;
  if (isIgnored) {
    print(`git ignores ${dist}/, but it must be committed: remove the line that "git check-ignore -v ${dist}" prints`);
  }
  const path = relative('', folder);
  print(`\nNext:\n  ${path === '' ? '' : `cd ${path} && `}npm install\n  npm run synth`);
}

/**
 * Prints what of a manifest became a task, and what did not.
 *
 * @param checked What the rules of lists left of each task, in the order of the objects.
 */
export function printImport(file: string, { objects }: Import, checked: readonly CheckedTask[]): void {
  const results = checked.values();
  const lines = objects.flatMap(({ name, task, differences }) => {
    const result = task && results.next().value;
    const dropped = result?.dropped ?? [];
    const details = [
      ...differences.map(({ field, reason }) => [field, reason]),
      ...dropped.map(({ field, message }) => [field, message]),
    ].map((texts) => `    ${texts.filter(Boolean).join(': ')}`);
    if (!result && details.length === 0) return [];
    return [`  ${result?.task ? `${name} is now the task ${formatValue(result.task.taskId)}` : name}`, ...details];
  });
  if (lines.length === 0) return;
  print(`${file}: these parts are not in the list, or have another form there\n${lines.join('\n')}\n`);
}

function indent(text: string, spaces: string): string {
  return text.replace(/^/gm, spaces);
}
