import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { WorkspaceScripts, type IWorkspaceScripts } from '../constructs/workspace-scripts';
import type { TaskList } from '../task-list';

/** The scripts that the Jobs of all tasks mount. All other charts of the list are in its namespace. */
export class WorkspaceChart extends Chart {
  readonly scripts: IWorkspaceScripts;

  constructor(scope: Construct, { argoCd, namespace }: Pick<TaskList, 'argoCd' | 'namespace'> = {}) {
    // With Argo CD the manifests name no namespace. The destination of the Applications decides, so that a commit to the
    // list cannot choose another one.
    super(scope, 'workspace', { namespace: argoCd ? undefined : namespace });
    this.scripts = new WorkspaceScripts(this, 'Scripts', { prefix: argoCd?.name });
  }
}
