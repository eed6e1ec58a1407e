import type { ApplicationStatus } from './list-status';

/** Returns a line about an Application that is not as it should be; otherwise nothing. */
export function describeApplication(application: ApplicationStatus | undefined): string[] {
  if (!application) return [];
  const { name, exists, sync, health, phase, message, wave } = application;
  if (!exists) return [`Argo CD: the Application ${name} does not exist`];
  if (sync === 'Synced' && health === 'Healthy' && phase !== 'Failed' && phase !== 'Error') return [];
  const operation = phase && `sync ${phase}${wave === undefined ? '' : ` in wave ${wave}`}`;
  const states = [sync, health, operation].filter(Boolean).join(', ');
  return [`Argo CD: ${states}${message === undefined ? '' : `: ${message.replace(/\s+/g, ' ')}`}`];
}
