import { readTrees, type ClaimTrees, type PodOptions } from '../cluster';
import type { ListClaim } from '../task-list/list-claims';
import { UserError } from '../user-error';
import { printToStderr } from './print';

/** A claim whose trees were listed. */
export interface ReadClaim {
  readonly listClaim: ListClaim;
  readonly content: ClaimTrees;
}

/** Lists what is on claims. One that cannot be read is reported, and sets the exit code. */
export async function* readClaims(claims: readonly ListClaim[], options: PodOptions): AsyncGenerator<ReadClaim> {
  for (const listClaim of claims) {
    const { claimName } = listClaim.claim;
    printToStderr(`starting a pod with claim ${claimName}, read-only`);
    try {
      yield { listClaim, content: await readTrees(listClaim, options) };
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      printToStderr(`claim ${claimName} cannot be read: ${error.message}`);
      process.exitCode = 1;
    }
  }
}
