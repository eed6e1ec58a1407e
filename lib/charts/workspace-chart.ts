import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { WorkspaceScripts, type IWorkspaceScripts } from '../constructs/workspace-scripts';

export interface WorkspaceChartProps {
  /**
   * Start of the ConfigMap's name: the list's `argoCd.name`.
   *
   * @default 'keruta'
   */
  readonly prefix?: string;
  /** @default - the namespace that the manifests are applied in */
  readonly namespace?: string;
}

/** The scripts that the Jobs of all tasks mount. */
export class WorkspaceChart extends Chart {
  readonly scripts: IWorkspaceScripts;

  constructor(scope: Construct, { prefix, namespace }: WorkspaceChartProps = {}) {
    super(scope, 'workspace', { namespace });
    this.scripts = new WorkspaceScripts(this, 'Scripts', { prefix });
  }
}
