import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { killAttempts } from './support/kills';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => cleanUp());

test('a killed copy leaves a claim on which the next attempt succeeds', async () => {
  await killAttempts(() => {
    const workspace = new Workspace();
    workspace.sh(`mkdir -p trees/build; cd trees/build; git init -q -b main
      for i in $(seq 40); do mkdir -p $i; echo $i >$i/file; done; git add -A; git commit -qm all; chmod -R a-w 1*`);
    return {
      // Three rounds per tree: one creates it, two replace it.
      round: (number) => ({ workspace, tree: `test-${Math.floor(number / 3)}` }),
      attempt: (on, props) => on.copy({ parent: 'build', ...props }),
    };
  });
}, 300_000);
