import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import { k8s } from '../kubernetes/k8s';
import { APP, ARGO_CD_ANNOTATIONS, LABELS } from '../kubernetes/names';
import { dnsLabel } from '../validation/object-names';
import { stringField } from '../validation/schema/fields';
import { SCRIPTS, scriptsConfigMapName } from '../workspace/scripts';
import { DEFAULTS } from './defaults';
import { validateProps } from './validate-props';

/**
 * The ConfigMap from which Jobs mount the scripts that prepare working trees: a `WorkspaceScripts`, or an object with the
 * name of a ConfigMap that another app creates.
 */
export interface IWorkspaceScripts {
  /** Name of the ConfigMap. */
  readonly configMapName: string;
}

/** Props of the ConfigMap with the scripts. */
export interface WorkspaceScriptsProps {
  /**
   * Start of the ConfigMap's name, which is `<prefix>-workspace-<hash of the scripts>`.
   *
   * @default 'keruta'
   */
  readonly prefix?: string;
}

const PropsSchema = z.strictObject({ prefix: z.optional(stringField(dnsLabel)) });

const SINGLETON_ID = 'WorkspaceScripts';

/** Argo CD does not delete earlier ConfigMaps, which a Job may still mount, and stays in sync although they exist. */
const KEPT_BY_ARGO_CD = {
  [ARGO_CD_ANNOTATIONS.compareOptions]: 'IgnoreExtraneous',
  [ARGO_CD_ANNOTATIONS.syncOptions]: 'Prune=false',
};

/**
 * The ConfigMap with the scripts that prepare working trees.
 *
 * It is immutable, and its name ends in a hash of its content. Other scripts are another ConfigMap, so that an upgrade
 * does not change the scripts of a Job that exists.
 */
export class WorkspaceScripts extends Construct implements IWorkspaceScripts {
  /** Returns the ConfigMap of the chart that contains `scope`. Creates it at the first call. */
  static of(scope: Construct): IWorkspaceScripts {
    const chart = Chart.of(scope);
    const existing = chart.node.tryFindChild(SINGLETON_ID);
    return existing instanceof WorkspaceScripts ? existing : new WorkspaceScripts(chart, SINGLETON_ID);
  }

  readonly configMapName: string;

  constructor(scope: Construct, id: string, props: WorkspaceScriptsProps = {}) {
    super(scope, id);
    validateProps(this, PropsSchema, props);
    this.configMapName = scriptsConfigMapName(props.prefix ?? DEFAULTS.argoCd.name, SCRIPTS);
    new k8s.KubeConfigMap(this, 'Resource', {
      metadata: { name: this.configMapName, labels: { [LABELS.app]: APP }, annotations: KEPT_BY_ARGO_CD },
      immutable: true,
      data: { ...SCRIPTS },
    });
  }
}
