import { CONTAINERS } from '../../kubernetes/names';
import { isEnded, mainContainerOf, sidecarsOf, type Pod } from '../pod';
import type { TaskState } from './list-status';

/** What a pod does at the moment. */
export interface PodStep {
  readonly state: Extract<TaskState, 'queued' | 'pulling' | 'cloning' | 'copying' | 'running'>;
  /** When it began. */
  readonly since: string;
  readonly reason?: string;
}

const INIT_STEPS: Readonly<Record<string, Pick<PodStep, 'state' | 'reason'>>> = {
  [CONTAINERS.clone]: { state: 'cloning' },
  [CONTAINERS.copy]: { state: 'copying' },
  [CONTAINERS.wait]: { state: 'pulling', reason: 'waits for its sidecars' },
};

/** Returns what a pod does that has not ended. */
export function podStep(pod: Pod): PodStep {
  const { metadata, status = {} } = pod;
  const since = metadata.creationTimestamp;
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'True') return { state: 'queued', since };

  const [sidecars, main] = [sidecarsOf(pod), mainContainerOf(pod)];
  const init = (status.initContainerStatuses ?? []).filter(({ name }) => !sidecars.has(name));
  const current =
    init.find((container) => !isEnded(container)) ?? status.containerStatuses?.find(({ name }) => name === main);
  if (!current || current.state?.waiting) return { state: 'pulling', since };
  const startedAt = current.state?.running?.startedAt ?? current.state?.terminated?.startedAt;
  return { state: 'running', ...INIT_STEPS[current.name], since: startedAt ?? since };
}
