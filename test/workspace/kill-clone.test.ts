import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { killAttempts } from './support/kills';
import { Repository } from './support/repository';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => cleanUp());

test('a killed clone leaves a claim on which the next attempt succeeds', async () => {
  const repository = new Repository();
  const server = await GitServer.start(repository);
  const url = server.url(repository.name);
  await killAttempts(() => {
    let workspace: Workspace;
    return {
      // Every second round uses a new claim. The round after it replaces a tree.
      round: (number) => {
        if (number % 2 === 0) workspace = new Workspace();
        return { workspace, tree: 'build' };
      },
      attempt: (on, props) => on.clone({ url, ...props }),
    };
  });
  await server.stop();
}, 300_000);
