import { networkInterfaces } from 'node:os';
import { DEFAULTS } from '../../../lib/constructs/defaults';

/** An address of this machine that pods can reach. */
export const HOST = process.env.E2E_GIT_HOST ?? firstAddress();

/** The image of the tasks and of the clones: it has git and sh. */
export const IMAGE = process.env.E2E_GIT_IMAGE ?? DEFAULTS.gitImage;

function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
