import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadAll } from 'js-yaml';
import { measure, type Measurement, type Run } from './measure';
import { helmValues, type BenchTask } from './tasks';

const PACKAGE = resolve(__dirname, '..');
/** In memory if possible. */
const FOLDER = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-'));
const LIST = join(FOLDER, 'tasks.json');
const HELM_VALUES = join(FOLDER, 'values.json');
const USER_FOLDER = join(FOLDER, 'user');

/** A program that writes the manifests of a list of tasks. */
export class Contender {
  /** The folder that it writes to. */
  readonly dist: string;

  constructor(
    readonly name: string,
    /** With more tasks it takes too long. */
    readonly maxTaskCount: number,
    private readonly run: (dist: string) => Run,
    /** Whether it writes manifests. */
    readonly writes = true,
  ) {
    this.dist = join(FOLDER, name);
  }

  /** Writes the manifests to an empty folder. */
  write(): Measurement {
    rmSync(this.dist, { recursive: true, force: true });
    mkdirSync(this.dist);
    return this.overwrite();
  }

  /** Writes the manifests over existing ones. */
  overwrite(): Measurement {
    return measure(this.run(this.dist));
  }

  manifestFiles(): string[] {
    const files = readdirSync(this.dist, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => file.endsWith('.yaml')).map((file) => join(this.dist, file));
  }

  /** Returns all objects that it wrote, by kind and name. */
  objects(): Map<string, unknown> {
    const documents = this.manifestFiles().flatMap((file) => loadAll(readFileSync(file, 'utf8')));
    const objects = documents as { kind: string; metadata: { name: string } }[];
    return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
  }
}

function tsNode(file: string): (dist: string) => Run {
  const command = [join(PACKAGE, 'node_modules/.bin/ts-node'), join(PACKAGE, file)];
  return (dist) => ({ command, env: { LIST, CDK8S_OUTDIR: dist } });
}

/** Version of the installed helm. */
export const helmVersion = (
  spawnSync('helm', ['version', '--template', '{{.Version}}'], { encoding: 'utf8' }).stdout as string | null
)?.trim();

/** Runs the built program as users do: in a folder with a main.ts that imports the package. */
function program(...args: readonly string[]): (dist: string) => Run {
  const command = [process.execPath, join(PACKAGE, 'build/lib/cli/main.js'), ...args, '--file', LIST];
  return (dist) => ({ command: [...command, '--output', dist], cwd: USER_FOLDER });
}

export const ours = new Contender('this project', Infinity, program('synth', '--replace'));
const helm = new Contender('helm template', Infinity, (dist) => ({
  command: ['helm', 'template', 'tasks', join(PACKAGE, 'bench/helm'), '--values', HELM_VALUES],
  stdout: join(dist, 'manifests.yaml'),
}));
const stockCdk8s = new Contender('stock cdk8s, one App', 1_000, tsNode('bench/stock-cdk8s.ts'));
const check = new Contender('this project, check only', Infinity, program('check'), false);
export const contenders = [ours, check, ...(helmVersion ? [helm] : []), stockCdk8s];

/** Creates what the contenders need besides their input. */
export function prepare(): void {
  mkdirSync(join(USER_FOLDER, 'node_modules'), { recursive: true });
  symlinkSync(PACKAGE, join(USER_FOLDER, 'node_modules/cdk8s-git-repo-tasks'));
  writeFileSync(join(USER_FOLDER, 'main.ts'), "export { synthesize } from 'cdk8s-git-repo-tasks';\n");
}

/** Writes the files that the contenders read. */
export function writeInput(tasks: readonly BenchTask[]): void {
  writeFileSync(LIST, JSON.stringify(tasks));
  writeFileSync(HELM_VALUES, JSON.stringify(helmValues(tasks)));
}

/** @throws if `other` did not write the objects that this project wrote */
export function checkEqual(other: Contender): void {
  const [expected, actual] = [ours.objects(), other.objects()];
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    if (!isDeepStrictEqual(actual.get(name), expected.get(name)))
      throw new Error(`${other.name}: ${name} differs from what ${ours.name} wrote`);
  }
}

export function removeAll(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}
