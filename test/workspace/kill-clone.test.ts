import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { GitServer } from './support/git-server';
import { surviveKills } from './support/kills';
import { Repository } from './support/repository';
import { removeFolders } from './support/user';
import { killAll, Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => {
  killAll();
  removeFolders();
});

test('a clone survives a kill at any moment', async () => {
  const repository = new Repository();
  const server = await GitServer.start(repository);
  const url = server.url(repository.name);
  await surviveKills(() => {
    let workspace: Workspace;
    return {
      // Every other round on a new claim; the round after it sets a tree aside.
      round: (number) => {
        if (number % 2 === 0) workspace = new Workspace();
        return { workspace, tree: 'build' };
      },
      attempt: (on, props) => on.clone({ url, ...props }),
    };
  });
  await server.stop();
}, 300_000);
