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

test('a mirror, and a clone from it, survive a kill at any moment', async () => {
  const repository = new Repository();
  const server = await GitServer.start(repository);
  const url = server.url(repository.name);
  await surviveKills(() => {
    let workspace: Workspace;
    return {
      // Chain after chain on one claim, each with something new to fetch; now and then on a new claim.
      round: (number) => {
        if (number % 4 === 0) workspace = new Workspace();
        repository.commit(`change-${number}`);
        return { workspace, tree: `chain-${number}` };
      },
      attempt: (on, props) => on.mirror({ url, ...props }),
    };
  });
  await server.stop();
}, 300_000);
