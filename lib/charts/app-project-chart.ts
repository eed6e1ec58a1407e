import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULTS } from '../constructs/defaults';
import type { ArgoCd } from '../task-list';

/** Returns the name of the project of the Applications: with a guard, they have one of their own. */
export function projectName({ guard, project, name = DEFAULTS.argoCd.name }: ArgoCd): string {
  return project ?? (guard ? name : DEFAULTS.argoCd.project);
}

/** Allows the Applications to manage what a list needs, in one namespace and from one repository, and nothing else. */
export class AppProjectChart extends Chart {
  /** @param namespace The namespace of the tasks. */
  constructor(scope: Construct, options: ArgoCd, namespace: string) {
    super(scope, 'app-project');
    const { repoURL, destination, namespace: argoCdNamespace } = { ...DEFAULTS.argoCd, ...options };
    new ApiObject(this, 'AppProject', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: projectName(options), namespace: argoCdNamespace },
      spec: {
        sourceRepos: [repoURL],
        destinations: [{ ...destination, namespace }],
        // Argo CD creates the namespace and sets its labels.
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: namespace }],
        namespaceResourceWhitelist: [
          { group: 'batch', kind: 'Job' },
          { group: '', kind: 'PersistentVolumeClaim' },
          { group: '', kind: 'ConfigMap' },
        ],
      },
    });
  }
}
