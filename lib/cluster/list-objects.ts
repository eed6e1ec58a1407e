import { APP, LABELS } from '../kubernetes/names';
import { explainFailure } from './connection';
import type { Job } from './job';
import { kubectl } from './kubectl';
import type { Pod } from './pod';

const APP_SELECTOR = `labelSelector=${LABELS.app}%3D${APP}`;

/** Returns the API URL of the Jobs of this project in a namespace. It has a query. */
export function jobsUrl(namespace: string): string {
  return `/apis/batch/v1/namespaces/${namespace}/jobs?${APP_SELECTOR}`;
}

/** Returns the API URL of the pods of this project in a namespace. It has a query. */
export function podsUrl(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods?${APP_SELECTOR}`;
}

/** Returns the API URL of the claims of this project in a namespace. It has a query. */
export function claimsUrl(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/persistentvolumeclaims?${APP_SELECTOR}`;
}

/** Returns the API URL of the warnings about objects in a namespace. They are events. It has a query. */
export function warningsUrl(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`;
}

/** The answer of the API server to a request for all objects of a kind. */
export interface ObjectList<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

/**
 * Returns the objects at an API URL, by one request.
 *
 * @throws {UserError} if it fails
 */
export async function listObjects<T>(url: string): Promise<ObjectList<T>> {
  return JSON.parse((await kubectl(['get', '--raw', url])).stdout) as ObjectList<T>;
}

/**
 * Returns the Jobs of this project in a namespace.
 *
 * @throws {UserError} if the cluster does not answer or does not list them
 */
export async function listJobs(namespace: string): Promise<readonly Job[]> {
  return (await explainFailure(listObjects<Job>(jobsUrl(namespace)))).items;
}

/**
 * Returns the pods of this project in a namespace.
 *
 * @throws {UserError} if the cluster does not answer or does not list them
 */
export async function listPods(namespace: string): Promise<readonly Pod[]> {
  return (await explainFailure(listObjects<Pod>(podsUrl(namespace)))).items;
}
