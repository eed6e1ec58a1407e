/** The fields that are read from every Kubernetes object. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Whether a document of a manifest is a Kubernetes object. A document can also be empty. */
export function isKubernetesObject(document: unknown): document is KubernetesObject {
  return typeof document === 'object' && document !== null && 'metadata' in document;
}
