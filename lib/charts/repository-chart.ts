import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { CLAIM_OPTIONS, pickOptions } from '../constructs/options/claim-options';
import { markValidated } from '../constructs/validated-props';
import { dnsName } from '../kubernetes/names';
import type { Repository } from '../task-list';
import type { WorkspaceChart } from './workspace-chart';

export interface RepositoryChartProps {
  readonly repository: Repository;
  readonly workspace: WorkspaceChart;
}

/** The claim that all chains of a repository share. */
export class RepositoryChart extends Chart {
  constructor(scope: Construct, { repository, workspace }: RepositoryChartProps) {
    super(scope, `repository-${dnsName(repository.name)}`, { namespace: workspace.namespace });
    const props = { ...pickOptions(CLAIM_OPTIONS, repository), repository: repository.name };
    new GitRepoClaim(this, 'Claim', markValidated(props));
  }
}
