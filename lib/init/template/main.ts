import { synthesize as render, type Manifest, type TaskList } from 'cdk8s-git-repo-tasks';

/**
 * Renders the manifests of the list. `npm run synth` writes them to dist/.
 *
 * This is the place to add manifests of your own, and to change objects before they are written.
 */
export function* synthesize(list: TaskList): Generator<Manifest> {
  yield* render(list);
}
