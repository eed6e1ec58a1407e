import type { GitServer } from './git-server';
import { removeFolders } from './user';
import { killAll } from './workspace';

/** Ends what the tests of a file started, and removes their folders. */
export async function cleanUp(server?: GitServer): Promise<void> {
  killAll();
  await server?.stop();
  removeFolders();
}
