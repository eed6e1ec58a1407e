import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatInputs, type Input } from '../../../lib/kubernetes/input-variable';
import { gitEnvironment, SECRET_PATH } from '../../../lib/workspace/git-environment';
import { SCRIPTS, SCRIPTS_PATH } from '../../../lib/workspace/scripts';
import { folder, PLAIN, sh, USER } from './user';

export interface Result {
  /** The exit code, or `undefined` after a signal. */
  readonly code: number | undefined;
  /** Its standard output and standard error. */
  readonly log: string;
  readonly termination: string;
  readonly milliseconds: number;
}

/** A running container. */
export interface Running extends Promise<Result> {
  /** Resolves when its log has this text. */
  waitForLog(text: string): Promise<void>;
}

export interface RunProps {
  /** Command that runs the script. `busybox sh` also gives it busybox's tools, as in an Alpine image. @default sh */
  readonly shell?: string;
  /** @default build */
  readonly tree?: string;
  /** @default clean */
  readonly retry?: 'clean' | 'continue';
  /** UID of the Job. @default job-1 */
  readonly job?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the process group is killed. */
  readonly killAfter?: number;
}

export interface CloneProps extends RunProps {
  readonly url: string;
  readonly ref?: string;
  readonly depth?: number;
  readonly gitSecret?: string;
}

export interface CopyProps extends RunProps {
  readonly parent: string;
  /** Trees of inputs. */
  readonly inputs?: readonly Input[];
}

export interface PushProps extends Omit<RunProps, 'tree' | 'retry'> {
  readonly url: string;
  readonly branch: string;
  /** The tree to push. @default build */
  readonly parent?: string;
  /** Message of the commit. @default - none: only HEAD is pushed */
  readonly message?: string;
  /** @default never */
  readonly force?: 'never' | 'lease';
  readonly gitSecret?: string;
  /** Runs between two steps. */
  readonly before?: Partial<Record<PushStep, () => void>>;
}

export const PUSH_STEPS = ['push-look', 'push-check', 'push-commit', 'push'] as const;

export type PushStep = (typeof PUSH_STEPS)[number];

/** The end of the last container of a pod that ran. */
export interface PushResult extends Omit<Result, 'milliseconds'> {
  readonly step: PushStep;
}

/** A claim, and the containers that prepare trees on it. */
export class Workspace {
  readonly base = folder();
  readonly claim = join(this.base, 'claim');
  /** Where a Secret's keys would be mounted. */
  readonly secret = join(this.base, 'secret');
  private readonly commands = join(this.base, 'bin');
  /** Where the ConfigMap would be mounted. */
  private readonly scripts = join(this.base, 'scripts');
  private pods = 0;

  constructor() {
    sh(this.base, 'mkdir claim secret bin scripts');
    for (const [file, script] of Object.entries(SCRIPTS)) writeFileSync(join(this.scripts, file), script);
  }

  clone(props: CloneProps): Running {
    return this.run('clone.sh', props, this.cloneEnvironment(props));
  }

  mirror(props: CloneProps): Running {
    return this.run('mirror.sh', props, this.cloneEnvironment(props));
  }

  copy(props: CopyProps): Running {
    const { parent, inputs } = props;
    const variables = { PARENT_TREE: parent, PARENT_TASK_ID: parent };
    return this.run('copy.sh', props, inputs ? { ...variables, INPUTS: formatInputs(inputs) } : variables);
  }

  /** Runs the containers of a pod that pushes, until one fails. The log is that of all. */
  async push(props: PushProps): Promise<PushResult> {
    const pod = sh(this.base, 'mktemp -d "$PWD/push-XXXXXX"');
    sh(pod, 'mkdir notes packs');
    let log = '';
    for (const step of PUSH_STEPS) {
      props.before?.[step]?.();
      const result = await this.run(`${step}.sh`, props, this.pushEnvironment(props, step, pod));
      log += result.log;
      if (result.code !== 0 || step === 'push') return { ...result, log, step };
    }
    throw new Error('unreachable');
  }

  private pushEnvironment(props: PushProps, step: PushStep, pod: string): Record<string, string> {
    const { branch, parent = 'build', message, force = 'never' } = props;
    const isCredentialed = step === 'push-look' || step === 'push';
    return {
      TREE: 'publish',
      BRANCH: branch,
      FORCE: force,
      NOTES: join(pod, 'notes'),
      PACKS: join(pod, 'packs'),
      MAX_BYTES: String(32 * 1024 * 1024),
      ...(isCredentialed ? this.cloneEnvironment(props) : {}),
      ...(step === 'push-check' ? { PARENT_TREE: parent, PARENT_TASK_ID: parent, START_TREE: 'build' } : {}),
      ...(step === 'push-commit' ? this.commitEnvironment(parent, message) : {}),
    };
  }

  private commitEnvironment(parent: string, message: string | undefined): Record<string, string> {
    const author = { GIT_AUTHOR_NAME: 'Robot', GIT_AUTHOR_EMAIL: 'robot@example.com' };
    const committer = { GIT_COMMITTER_NAME: 'Robot', GIT_COMMITTER_EMAIL: 'robot@example.com' };
    return {
      WORK_TREE: this.tree(parent),
      PARENT_TASK_ID: parent,
      ...(message === undefined ? {} : { COMMIT_MESSAGE: message, ...author, ...committer }),
    };
  }

  /** Returns the path of a tree, or of a file in it. */
  tree(name: string, ...path: string[]): string {
    return join(this.claim, 'trees', name, ...path);
  }

  /** Runs git in a tree that contains nothing malicious. */
  git(tree: string, command: string): string {
    return sh(this.tree(tree), `git ${command}`);
  }

  /** Runs shell commands on the claim. */
  sh(script: string): string {
    return sh(this.claim, script);
  }

  setSecret(keys: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(keys)) writeFileSync(join(this.secret, key), value);
  }

  /** Replaces a command. The script finds the real one with `PATH=$REAL`. */
  fake(name: string, script: string): void {
    const file = join(this.commands, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Returns the PATH with the tools of a shell: those of busybox for `busybox`. */
  pathFor(shell: string): string {
    return shell === 'busybox' ? `${this.busyboxTools()}:${PLAIN.PATH}` : PLAIN.PATH;
  }

  /** Returns a folder with links to busybox, one for each of its tools. */
  private busyboxTools(): string {
    const tools = join(this.base, 'busybox');
    if (!existsSync(tools)) sh(this.base, 'mkdir busybox; busybox --install -s busybox');
    return tools;
  }

  private cloneEnvironment(props: Pick<CloneProps, 'url' | 'ref' | 'depth' | 'gitSecret'>): Record<string, string> {
    const { url, ref, depth, gitSecret } = props;
    const environment: Record<string, string> = { REPO_URL: url, ...gitEnvironment({ repoUrl: url, gitSecret }) };
    if (ref !== undefined) environment.REF = ref;
    if (depth !== undefined) environment.DEPTH = String(depth);
    for (const [name, value] of Object.entries(environment)) {
      environment[name] = value.replaceAll(SECRET_PATH, this.secret).replaceAll(SCRIPTS_PATH, this.scripts);
    }
    return { ...environment, SECRET_DIR: this.secret };
  }

  private run(script: string, props: RunProps, environment: Readonly<Record<string, string>>): Running {
    const home = join(this.base, `home-${++this.pods}`);
    sh(this.base, `mkdir ${home}`);
    const [shell = 'sh', ...words] = (props.shell ?? 'sh').split(' ');
    const path = this.pathFor(shell);
    const started = performance.now();
    const child = spawn(shell, [...words, join(this.scripts, script)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...USER,
      env: {
        PATH: `${this.commands}:${path}`,
        REAL: path,
        CLAIM: this.claim,
        TREE: props.tree ?? 'build',
        RETRY: props.retry ?? 'clean',
        JOB_UID: props.job ?? 'job-1',
        HOME: home,
        TERMINATION_LOG: join(home, 'termination-log'),
        ...environment,
        ...props.env,
      },
    });
    running.add(child);
    let log = '';
    const grown = new EventEmitter().setMaxListeners(0);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        grown.emit('grown');
      });
    }
    const timer = props.killAfter === undefined ? undefined : setTimeout(() => kill(child), props.killAfter);
    const result = new Promise<Result>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        running.delete(child);
        const file = join(home, 'termination-log');
        const termination = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
        resolve({ code: code ?? undefined, log, termination, milliseconds: performance.now() - started });
      });
    });
    const waitForLog = async (text: string): Promise<void> => {
      while (!log.includes(text)) await once(grown, 'grown');
    };
    return Object.assign(result, { waitForLog });
  }
}

const running = new Set<ChildProcess>();

/** Kills the process group of a script, as happens when its pod is killed. */
function kill(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/** Kills the scripts that still run after a test reached its timeout. */
export function killAll(): void {
  running.forEach(kill);
}
