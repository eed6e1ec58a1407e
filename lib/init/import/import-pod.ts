import { DEFAULTS } from '../../constructs/defaults';
import { claimName } from '../../kubernetes/names';
import { parseImage } from '../../validation/image';
import type { TaskEntry } from '../list-text';
import type { FieldReader } from './field-reader';
import { findGitContainer, readRef, readUrl, type GitContainer } from './git-container';
import { importVolume } from './import-claim';
import { importMain, importResources } from './import-main';
import { importVolumes } from './import-volumes';
import { findTree } from './tree-mounts';

/** What the manifests have besides the pod. */
export interface PodContext {
  readonly taskId: string;
  /** PersistentVolumeClaims by name. */
  readonly claims: ReadonlyMap<string, FieldReader>;
}

/** Returns the task that does what a pod does, valid or not, or `undefined` if no init container of it clones. */
export function importPod(pod: FieldReader, { taskId, claims }: PodContext): TaskEntry | undefined {
  const initContainers = pod.objects('initContainers');
  const git = findGitContainer(initContainers);
  if (!git) return undefined;
  for (const other of initContainers.filter((one) => one !== git.reader)) {
    other.reject('a task has no init containers of its own; run its commands in command, or in a parent task');
  }
  const main = findMain(pod);
  const volumes = pod.objects('volumes');
  const tree = findTree(git, main);
  const volume = volumes.find((one) => one.text('name') === tree.volume);
  return {
    taskId,
    repoUrl: readUrl(git),
    ...importClone(git),
    ...importMain(main),
    ...importMountPath(main, tree.path),
    ...importVolume(volume, claims, claimName(taskId)),
    ...importVolumes(
      volumes.filter((one) => one !== volume),
      git,
      main,
    ),
    ...importUser(pod, main),
    ...importPodFields(pod),
  };
}

function findMain(pod: FieldReader): FieldReader {
  const containers = pod.objects('containers');
  const main = containers.find((one) => one.text('name') === 'main') ?? containers[0] ?? pod.object('containers');
  for (const other of containers.filter((one) => one !== main)) {
    other.reject('a task has one main container; add this one to sidecars, or make it a task of its own');
  }
  return main;
}

function importClone(git: GitContainer): TaskEntry {
  const { reader, clone } = git;
  const ref = readRef(git);
  const { depth } = clone;
  const image = reader.text('image');
  const isDefaultImage = image !== undefined && parseImage(image).name === parseImage(DEFAULTS.gitImage).name;
  if (!isDefaultImage) {
    reader.report(
      'image',
      'the clone runs in the default image of this project; set gitImage for another one with sh, git, ssh and flock',
    );
  }
  reader.ignore('name', 'imagePullPolicy', 'securityContext', 'workingDir');
  return {
    ...(ref !== undefined && { ref }),
    ...(depth !== undefined && { depth }),
    ...importResources(reader, 'gitResources', DEFAULTS.gitResources),
  };
}

function importMountPath(main: FieldReader, path: string | undefined): TaskEntry {
  const mountPath = path ?? DEFAULTS.mountPath;
  const workingDir = main.text('workingDir');
  main.ignore('name');
  if (path === undefined) {
    main.report('volumeMounts', `the path of the clone is not in them; the task has its working tree at ${mountPath}`);
  }
  if (workingDir !== mountPath) {
    const given = workingDir === undefined ? 'is not set; the image chooses it' : `is ${workingDir}`;
    main.report(
      'workingDir',
      `${given}, but a task starts in its working tree, ${mountPath}; begin the command with cd if needed`,
    );
  }
  return mountPath === DEFAULTS.mountPath ? {} : { mountPath };
}

/** A user applies to all tasks of a claim, so it is a field of the pod here. */
function importUser(pod: FieldReader, main: FieldReader): TaskEntry {
  const ofPod = pod.object('securityContext');
  const ofMain = main.object('securityContext');
  const [podUser, mainUser] = [ofPod.value('runAsUser'), ofMain.value('runAsUser')];
  const [podGroup, mainGroup] = [ofPod.value('runAsGroup'), ofMain.value('runAsGroup')];
  const user = mainUser ?? podUser;
  const group = mainGroup ?? podGroup;
  const fsGroup = ofPod.value('fsGroup');
  if (user === undefined) {
    ofPod.report('runAsUser', `is not set; the task runs as user ${DEFAULTS.runAsUser}, not as that of the image`);
  }
  if (group !== undefined && group !== user) ofPod.report('runAsGroup', 'the group of a task is its user');
  ofMain.ignore('readOnlyRootFilesystem');
  return { ...(user !== undefined && { runAsUser: user }), ...(fsGroup !== undefined && { fsGroup }) };
}

/** Fields of a pod that a task has under the same name. */
const SAME_FIELDS = [
  ...['nodeSelector', 'tolerations', 'dnsConfig', 'serviceAccountName', 'priorityClassName'],
  ...['runtimeClassName', 'hostUsers', 'terminationGracePeriodSeconds'],
];

/** Values that Kubernetes writes if a field is missing. */
const DEFAULT_VALUES = new Map<string, unknown>([
  ['hostUsers', DEFAULTS.hostUsers],
  ['terminationGracePeriodSeconds', DEFAULTS.terminationGracePeriodSeconds],
]);

function importPodFields(pod: FieldReader): TaskEntry {
  const fields = SAME_FIELDS.map((name) => [name, pod.value(name)] as const);
  const secrets = pod.objects('imagePullSecrets').map((secret) => secret.value('name'));
  // The old name of serviceAccountName, and the number of priorityClassName.
  pod.ignore('serviceAccount', 'priority');
  if (pod.value('restartPolicy') === 'OnFailure') {
    pod.report('restartPolicy', 'a retry is a new pod with a new working tree; "retry": "continue" keeps the tree');
  }
  return {
    ...Object.fromEntries(fields.filter(([name, value]) => value !== undefined && value !== DEFAULT_VALUES.get(name))),
    ...(secrets.length > 0 && { imagePullSecrets: secrets }),
  };
}
