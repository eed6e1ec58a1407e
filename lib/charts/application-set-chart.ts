import { posix } from 'node:path';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ApplicationSet } from '../../imports/argoproj.io';
import { DEFAULTS } from '../constructs/defaults';
import { applicationSetName } from '../validation/argo-cd';
import { formatValue } from '../validation/format-value';
import { FOLDERS } from '../output/layout';
import type { ArgoCd } from '../task-list';
import { throwProblems } from '../constructs/validate-props';

/** The folders of `dist/`, by what the names of their Applications say between the set's name and the folder's. */
const APPLICATION_KINDS = { task: FOLDERS.tasks, repo: FOLDERS.repositories };

/** Tells Argo CD to keep one Application for each chain and each repository of `dist/`. */
export class ApplicationSetChart extends Chart {
  /** @param namespace The namespace of the tasks: Argo CD creates it, with Pod Security `restricted` enforced. */
  constructor(scope: Construct, options: ArgoCd, namespace: string) {
    const argoCd = { ...DEFAULTS.argoCd, ...options };
    const { name, repoURL, targetRevision, destination } = argoCd;
    super(scope, 'argo-cd');
    const message = applicationSetName(name);
    if (message) throwProblems(this, [{ path: ['name'], message: `${formatValue(name)} ${message}` }]);

    new ApplicationSet(this, 'ApplicationSet', {
      metadata: { name, namespace: argoCd.namespace },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: Object.entries(APPLICATION_KINDS).map(([kind, folder]) => ({
          git: {
            repoUrl: repoURL,
            revision: targetRevision,
            directories: [{ path: posix.join(literalPattern(argoCd.path), folder, '*') }],
            values: { kind },
          },
        })),
        template: {
          // Without manifest-generate-paths: it has Argo CD forget a commit that comes while a sync runs (argo-cd#27875).
          metadata: { name: `${name}-{{.values.kind}}-{{.path.basename}}` },
          spec: {
            project: literalTemplate(argoCd.project),
            source: {
              repoUrl: literalTemplate(repoURL),
              targetRevision: literalTemplate(targetRevision),
              path: '{{.path.path}}',
            },
            destination: {
              ...('server' in destination
                ? { server: literalTemplate(destination.server) }
                : { name: literalTemplate(destination.name) }),
              namespace,
            },
            // A Job's pod is immutable: a finished Job stays as it ran, whatever git says by now.
            ignoreDifferences: [
              { group: 'batch', kind: 'Job', jsonPointers: ['/spec/template', '/spec/podFailurePolicy'] },
            ],
            syncPolicy: {
              // Self-healing would bring back a Job that somebody deleted; retries would hold up the commit with the fix.
              automated: { prune: true, selfHeal: false },
              retry: { limit: 0 },
              syncOptions: ['CreateNamespace=true', 'RespectIgnoreDifferences=true'],
              managedNamespaceMetadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
            },
          },
        },
      },
    });
  }
}

/** A pattern of Go's path.Match that matches `path` alone. */
function literalPattern(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&');
}

/** A Go template that gives `text`. */
function literalTemplate(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}
