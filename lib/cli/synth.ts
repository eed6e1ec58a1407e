import { Command } from 'commander';
import { addListOptions, type ListOptions } from './list-options';
import { loadSynthesize } from './load-app';
import { readList } from './read-list';

interface SynthOptions extends ListOptions {
  readonly replace: boolean;
}

type RenderList = typeof import('./render-list');

export function synthCommand(): Command {
  return addListOptions(new Command('synth'))
    .description('Render the list as Kubernetes manifests, and replace the folder of the manifests with them.')
    .option('--replace', 'replace a folder with other files, or one that was written from another list', false)
    .addHelpText(
      'after',
      `
If the list has an error, the folder stays as it is. Files that are not written again are deleted from it.

Examples:
  npm run synth
  npm run synth -- --file staging.json --output dist-staging`,
    )
    .action(async (options: SynthOptions) => {
      const list = readList(options.file);
      if (!list) return;
      // Loaded here, because loading cdk8s takes longer than finding the errors of most lists.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { renderList } = require('./render-list') as RenderList;
      await renderList(list, { ...options, synthesize: loadSynthesize() });
    });
}
