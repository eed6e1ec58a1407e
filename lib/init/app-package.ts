import ownPackage from '../../package.json';
import { formatJson } from './list-text';

const { name, version, peerDependencies, devDependencies } = ownPackage;

type Versions = Readonly<Record<string, string>>;

/** The parts of package.json that an app needs. */
export interface AppPackage {
  readonly private: true;
  readonly scripts: Versions;
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly jest: object;
}

/** The commands of the program that have a script of the same name. */
const COMMANDS = ['synth', 'check', 'apply', 'status', 'logs', 'shell', 'trees', 'rerun', 'commit-dist'];

/** Packages that an app is tested with. */
const DEVELOPMENT_PACKAGES = [
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'cdk8s-cli',
  'jest',
  'typescript',
] as const;

export const APP_PACKAGE: AppPackage = {
  private: true,
  scripts: {
    ...Object.fromEntries(COMMANDS.map((command) => [command, `git-repo-tasks ${command}`])),
    test: 'tsc && jest',
  },
  dependencies: sortKeys({ ...peerDependencies, [name]: `^${version}` }),
  devDependencies: Object.fromEntries(DEVELOPMENT_PACKAGES.map((each) => [each, devDependencies[each]])),
  jest: {
    testEnvironment: 'node',
    transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  },
};

/** Returns the text of an app's package.json. */
export function renderPackageFile(): string {
  return `${formatJson(APP_PACKAGE)}\n`;
}

/** npm sorts them, too. */
function sortKeys(versions: Versions): Versions {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
