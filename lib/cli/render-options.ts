import type { RenderOptions } from '../cluster';
import { paintFor } from '../paint';

/** Returns how a status is rendered for stdout. */
export function renderOptions(now: Date): RenderOptions {
  const { isTTY, columns } = process.stdout;
  return { paint: paintFor(process.stdout), now, columns: isTTY ? columns : undefined };
}
