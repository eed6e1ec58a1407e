import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPackageFile } from './app-package';
import type { AppSettings, CiSystem } from './app-settings';
import { adaptWorkflow, type WorkflowPlace } from './workflow-place';

/** A file of an app. */
export interface AppFile {
  /** Path relative to the app, or to the repository for a file that its CI system reads. With `/`. */
  readonly path: string;
  readonly isInRepository: boolean;
  readonly text: string;
}

/** Where a file of the template goes. Some have other names in the template: npm and compilers would read them. */
const APP_FILES = {
  'main.ts': 'main.ts',
  'main.test.ts': 'main.test.ts',
  'app.cdk8s.yaml': 'cdk8s.yaml',
  'app.tsconfig.json': 'tsconfig.json',
  gitignore: '.gitignore',
  gitattributes: '.gitattributes',
  'vscode/settings.json': '.vscode/settings.json',
};

const CI_FILES: Readonly<Record<CiSystem, Readonly<Record<string, string>>>> = {
  github: {
    'github/pull-request.yml': '.github/workflows/pull-request.yml',
    'github/dist.yml': '.github/workflows/dist.yml',
  },
  gitlab: { 'gitlab-ci.yml': '.gitlab-ci.yml' },
  none: {},
};

/** Returns the files of an app. `list` is the text of its tasks.json. */
export function renderApp({ ci }: Pick<AppSettings, 'ci'>, place: WorkflowPlace, list: string): AppFile[] {
  const inApp = { isInRepository: false };
  return [
    { path: 'package.json', ...inApp, text: renderPackageFile() },
    { path: 'tasks.json', ...inApp, text: list },
    ...Object.entries(APP_FILES).map(([from, path]) => ({ path, ...inApp, text: readTemplate(from) })),
    ...Object.entries(CI_FILES[ci]).map(([from, path]) => ({
      path,
      isInRepository: true,
      text: adaptWorkflow(readTemplate(from), place),
    })),
  ];
}

function readTemplate(file: string): string {
  return readFileSync(join(__dirname, 'template', file), 'utf8');
}
