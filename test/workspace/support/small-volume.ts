import { Workspace } from './workspace';

export interface SmallVolumeProps {
  /** The shell that runs the script. @default sh */
  readonly program?: string;
  /** Mount options of the tmpfs. @default size=2m */
  readonly options?: string;
  /** Shell commands that run on the volume before each script. */
  readonly setup?: string;
}

/** Returns a workspace whose claim is a file system of its own for each script: a user namespace may mount a tmpfs. */
export function smallVolume({ program = 'sh', options = 'size=2m', setup = ':' }: SmallVolumeProps = {}): {
  workspace: Workspace;
  shell: string;
} {
  const workspace = new Workspace();
  const mount = `mount -t tmpfs -o ${options} tmpfs "$CLAIM" && cd "$CLAIM" && ${setup}`;
  workspace.fake('small-volume', `exec unshare -rm sh -c '${mount} && exec ${program} "$@"' sh "$@"`);
  return { workspace, shell: 'small-volume' };
}
