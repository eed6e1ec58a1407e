import { formatPath } from './format-path';
import { formatValue } from './format-value';
import type { Path } from './path-problem';
import { compareQuantities } from './quantity';
import { isNeverOvercommitted } from './resource-quantity';
import type { PodVolume } from './pod-volume';

/** Kubernetes quantities by the name of a resource, such as `cpu`, `memory` or `ephemeral-storage`. */
export type Quantities = Readonly<Record<string, string>>;

/** What a container requests, and the most it may use. */
export interface Resources {
  /**
   * What the container requests.
   *
   * @default - for each resource that is not named, the default of the container
   */
  readonly requests?: Quantities;
  /**
   * The most that the container may use.
   *
   * @default - for each resource that is not named, the default of the container
   */
  readonly limits?: Quantities;
}

/** Where a value comes from: the task or repository itself, `defaults` in the list, or this project's defaults. */
type Origin = 'own' | 'list' | 'project';

/** Values of one origin. */
export interface Layer {
  readonly origin: Origin;
  readonly values: {
    readonly resources?: Resources;
    readonly gitResources?: Resources;
    readonly tmpSize?: string;
    readonly volumes?: readonly Pick<PodVolume, 'emptyDir' | 'medium'>[];
    readonly ephemeral?: { readonly size?: string; readonly storageClass?: string };
  };
}

/** A quantity, and where it comes from. */
interface SourcedQuantity {
  readonly name: string;
  readonly quantity: string;
  readonly path: Path;
  readonly origin: Origin;
}

/** What is wrong with a value of one origin. */
export interface LayerProblem {
  readonly origin: Origin;
  readonly path: Path;
  readonly message: string;
}

/**
 * Finds requests above their limits, and requests that must have an equal limit but have none.
 *
 * @param layers Values by precedence: the first layer that has a value decides.
 */
export function checkRequests(field: 'resources' | 'gitResources', layers: readonly Layer[]): LayerProblem[] {
  if (!isGiven(field, layers)) return [];
  const names = new Set(layers.flatMap(({ values }) => Object.keys(values[field]?.requests ?? {})));
  return [...names].flatMap((name) => {
    const request = findQuantity('the request', [field, 'requests', name], layers);
    if (!request) return [];
    const limitPath = [field, 'limits', name];
    const limit = findQuantity('the limit', limitPath, layers);
    if (limit) return compare(request, limit, isNeverOvercommitted(name));
    if (!isNeverOvercommitted(name)) return [];
    const { origin, path, quantity } = request;
    const message = `${formatValue(quantity)} has no limit: set ${formatPath(limitPath)} to the same quantity, as Kubernetes requires`;
    return [{ origin, path, message }];
  });
}

/** Finds volumes of the pod that are larger than what their files count towards: a limit of the main container. */
export function checkVolumeSizes(layers: readonly Layer[]): LayerProblem[] {
  if (!VOLUME_FIELDS.some((field) => isGiven(field, layers)) && !isGiven('resources', layers)) return [];
  return volumeSizes(layers).flatMap(({ size, resource }) => {
    const limit = findQuantity(`the limit of ${resource}`, ['resources', 'limits', resource], layers);
    return limit ? compare(size, limit, false) : [];
  });
}

const STORAGE = 'ephemeral-storage';
const VOLUME_FIELDS = ['tmpSize', 'volumes', 'ephemeral'] as const;

interface VolumeSize {
  readonly size: SourcedQuantity;
  /** What the files of the volume count towards. */
  readonly resource: typeof STORAGE | 'memory';
}

function volumeSizes(layers: readonly Layer[]): VolumeSize[] {
  const tmpSize = findQuantity('tmpSize', ['tmpSize'], layers);
  return [
    ...(tmpSize ? [{ size: tmpSize, resource: STORAGE } as const] : []),
    ...emptyDirSizes(layers),
    ...ephemeralSizes(layers),
  ];
}

/** Returns the sizes of the volumes of the first layer that has volumes: lists are not merged. */
function emptyDirSizes(layers: readonly Layer[]): VolumeSize[] {
  const layer = layers.find(({ values }) => values.volumes !== undefined);
  return (layer?.values.volumes ?? []).flatMap(({ emptyDir, medium }, index) => {
    if (emptyDir === undefined) return [];
    const path = ['volumes', index, 'emptyDir'];
    const size = { name: formatPath(path), quantity: emptyDir, path, origin: layer!.origin };
    return [{ size, resource: medium === 'Memory' ? 'memory' : STORAGE }];
  });
}

function ephemeralSizes(layers: readonly Layer[]): VolumeSize[] {
  const size = findQuantity('ephemeral.size', ['ephemeral', 'size'], layers);
  const isEmptyDir = layers.every(({ values }) => values.ephemeral?.storageClass === undefined);
  return size && isEmptyDir ? [{ size, resource: STORAGE }] : [];
}

/** Whether a value is not the project's default: the defaults agree with each other. */
function isGiven(field: keyof Layer['values'], layers: readonly Layer[]): boolean {
  return layers.some(({ origin, values }) => origin !== 'project' && values[field] !== undefined);
}

function findQuantity(name: string, path: Path, layers: readonly Layer[]): SourcedQuantity | undefined {
  for (const { origin, values } of layers) {
    const quantity = quantityAt(values, path);
    if (quantity !== undefined) return { name, quantity, path, origin };
  }
  return undefined;
}

/** Returns the quantity at a path of some fields, or `undefined`. */
export function quantityAt(fields: object, path: Path): string | undefined {
  let value: unknown = fields;
  for (const key of path) value = hasKey(value, key) ? value[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function hasKey<K extends string | number>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

const PRECEDENCE: Record<Origin, number> = { own: 0, list: 1, project: 2 };

/** Reports the quantity of the closer origin if `small` is more than `large`, or is not equal to it but must be. */
function compare(small: SourcedQuantity, large: SourcedQuantity, mustBeEqual: boolean): LayerProblem[] {
  const difference = compareQuantities(small.quantity, large.quantity);
  if (difference === 0 || (difference < 0 && !mustBeEqual)) return [];
  const smallIsCloser = PRECEDENCE[small.origin] <= PRECEDENCE[large.origin];
  const [reported, other] = smallIsCloser ? [small, large] : [large, small];
  const relation = mustBeEqual ? 'not equal to' : smallIsCloser ? 'more than' : 'less than';
  const message = `${formatValue(reported.quantity)} is ${relation} ${other.name} ${other.quantity}${remedy(other)}`;
  return [{ origin: reported.origin, path: reported.path, message }];
}

function remedy({ origin, path }: SourcedQuantity): string {
  if (origin === 'own') return '; change one of the two';
  return `${origin === 'project' ? ' (the default)' : ' (from defaults)'}; change it, or set ${formatPath(path)} too`;
}
