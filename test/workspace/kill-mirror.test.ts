import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { killAttempts } from './support/kills';
import { Repository } from './support/repository';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => cleanUp());

test('a killed update of a mirror, or clone from it, leaves a claim on which the next attempt succeeds', async () => {
  const repository = new Repository();
  const server = await GitServer.start(repository);
  const url = server.url(repository.name);
  await killAttempts(() => {
    let workspace: Workspace;
    return {
      // Four chains per claim, each with a new commit to fetch.
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
