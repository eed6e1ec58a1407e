import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderFiles } from '../../lib/output/render-files';
import type { Manifest } from '../../lib/output';
import type { TaskList } from '../../lib/task-list';

/** Writes all files of dist/ into a folder, as `npm run synth` does for a list beside it. */
export function writeFiles(folder: string, list: TaskList, manifests: Iterable<Manifest>): void {
  for (const { path, text } of renderFiles(list, manifests, '../tasks.json')) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
