import { UserError } from '../user-error';
import { kubectl } from './kubectl';

/**
 * Returns what a request of the API server returns.
 *
 * @throws {UserError} if it fails: with how to connect, if the API server does not answer
 */
export async function explainFailure<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    await checkConnection();
    throw error;
  }
}

/** @throws {UserError} if the API server does not answer */
async function checkConnection(): Promise<void> {
  try {
    await kubectl(['get', '--raw=/version']);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UserError(
      `kubectl cannot reach the cluster: start it, or choose another context with "kubectl config use-context" or KUBECONFIG (${reason})`,
    );
  }
}
