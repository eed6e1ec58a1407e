import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { Manifest, Synthesize } from '../output';
import type { TaskList } from '../task-list';
import { UserError } from '../user-error';

type Jiti = typeof import('jiti');
type Main = typeof import('../../main');

/** The cdk8s app of a user, in the working directory. */
const APP = 'main.ts';

/**
 * Returns the function that renders a list: `synthesize` of `main.ts` in the working directory, or of this package if
 * there is no such file.
 *
 * @throws {UserError} if `main.ts` fails, or has no such function
 */
export function loadSynthesize(): Synthesize {
  const file = resolve(APP);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  if (!existsSync(file)) return (require('../../main') as Main).synthesize;
  const { synthesize } = load(file);
  if (typeof synthesize !== 'function') {
    throw new UserError(`${APP} must export a function synthesize(list), which returns the manifests of a list`);
  }
  return (list) => render(synthesize as Synthesize, list);
}

function* render(synthesize: Synthesize, list: TaskList): Generator<Manifest> {
  try {
    yield* synthesize(list);
  } catch (error) {
    throw appError(error);
  }
}

function load(file: string): Partial<Record<string, unknown>> {
  try {
    /* eslint-disable @typescript-eslint/no-require-imports */
    // In this project itself, ts-node runs the program.
    if (Symbol.for('ts-node.register.instance') in process) return require(file) as Record<string, unknown>;
    const { createJiti } = require('jiti') as Jiti;
    /* eslint-enable @typescript-eslint/no-require-imports */
    return createJiti(__filename)(file) as Record<string, unknown>;
  } catch (error) {
    throw appError(error);
  }
}

function appError(error: unknown): UserError {
  return new UserError(`${inspect(error)}\n\n${APP} failed: see the error above, and correct ${APP}`);
}
