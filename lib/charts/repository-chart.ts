import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { CLAIM_OPTIONS, pickOptions } from '../constructs/options/claim-options';
import { dnsName } from '../kubernetes/names';
import type { Repository } from '../task-list';

export interface RepositoryChartProps {
  readonly repository: Repository;
  /** @default - the namespace that the manifests are applied in */
  readonly namespace?: string;
}

/** The claim that all chains of a repository share. */
export class RepositoryChart extends Chart {
  constructor(scope: Construct, { repository, namespace }: RepositoryChartProps) {
    super(scope, `repository-${dnsName(repository.name)}`, { namespace });
    new GitRepoClaim(this, 'Claim', { ...pickOptions(CLAIM_OPTIONS, repository), repository: repository.name });
  }
}
