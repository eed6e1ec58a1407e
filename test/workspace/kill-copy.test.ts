import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { surviveKills } from './support/kills';
import { removeFolders } from './support/user';
import { killAll, Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => {
  killAll();
  removeFolders();
});

test('a copy survives a kill at any moment', async () => {
  await surviveKills(() => {
    const workspace = new Workspace();
    workspace.sh(`mkdir -p trees/build; cd trees/build; git init -q -b main
      for i in $(seq 40); do mkdir -p $i; echo $i >$i/file; done; git add -A; git commit -qm all; chmod -R a-w 1*`);
    return {
      // A new tree for three rounds: a first one, and two that set one aside.
      round: (number) => ({ workspace, tree: `test-${Math.floor(number / 3)}` }),
      attempt: (on, props) => on.copy({ parent: 'build', ...props }),
    };
  });
}, 300_000);
