/** The fields of an event that the commands read. */
export interface Event {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly involvedObject: { readonly uid: string };
  readonly reason: string;
  readonly message: string;
  readonly lastTimestamp?: string | null;
}
