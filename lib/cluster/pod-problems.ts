import { follow, type Follower } from './watch-objects';
import { sentence, trouble, type Pod, type Trouble } from './pods';

/** What is read of an event. */
interface Event {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly involvedObject: { readonly uid: string };
  readonly message: string;
}

type Tell = (message: string) => void;

/** Tells why Jobs do not come on: what is wrong with their pods, or why they get none. */
export class Troubles {
  private readonly listeners = new Map<string, Tell>();
  private readonly told = new Set<string>();
  private pods: ReadonlyMap<string, Pod> = new Map();
  private events: ReadonlyMap<string, Event> = new Map();

  /** A cluster that does not let pods or events be watched is no obstacle. */
  static async watch(namespace: string, follower: Omit<Follower<unknown>, 'onChange'>): Promise<Troubles> {
    const troubles = new Troubles();
    const core = `/api/v1/namespaces/${namespace}`;
    const pods = follow<Pod>(`${core}/pods?labelSelector=app%3Dkeruta`, {
      ...follower,
      onChange: (pod, gone) => {
        if (!gone) troubles.tellOfPod(pod);
      },
    });
    const events = follow<Event>(`${core}/events?fieldSelector=involvedObject.kind%3DJob%2Creason%3DFailedCreate`, {
      ...follower,
      onChange: (event) => troubles.tellOfEvent(event),
    });
    const none = (error: Error): Map<string, never> => {
      follower.onTrouble(error.message);
      return new Map<string, never>();
    };
    [troubles.pods, troubles.events] = await Promise.all([pods.catch(none), events.catch(none)]);
    return troubles;
  }

  /** Tells the troubles of the Job of this UID, each once, while `work` goes on. */
  async during<T>(uid: string, tell: Tell, work: Promise<T>): Promise<T> {
    this.listeners.set(uid, tell);
    for (const pod of this.pods.values()) this.tellOfPod(pod);
    for (const event of this.events.values()) this.tellOfEvent(event);
    try {
      return await work;
    } finally {
      this.listeners.delete(uid);
    }
  }

  private tellOfPod(pod: Pod): void {
    const found = trouble(pod);
    const uid = pod.metadata.labels?.['batch.kubernetes.io/controller-uid'];
    if (found && uid) this.tell(uid, pod.metadata.name, found);
  }

  private tellOfEvent({ involvedObject, message }: Event): void {
    this.tell(involvedObject.uid, 'no pod', { kind: 'FailedCreate', message });
  }

  private tell(uid: string, who: string, { kind, message }: Pick<Trouble, 'kind' | 'message'>): void {
    const key = `${uid} ${who} ${kind}`;
    const listener = this.listeners.get(uid);
    if (!listener || this.told.has(key)) return;
    this.told.add(key);
    listener(sentence(who, message));
  }
}
