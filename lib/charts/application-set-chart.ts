import { posix } from 'node:path';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ApplicationSet } from '../../imports/argoproj.io';
import { DEFAULTS } from '../constructs/defaults';
import { applicationName, APPLICATION_PREFIXES, applicationSetName } from '../validation/argo-cd';
import { podSecurityLabels } from '../kubernetes/names';
import type { PodSecurityLevel } from '../validation/pod-security';
import { formatValue } from '../validation/format-value';
import { projectName } from './app-project-chart';
import { FOLDERS, MANIFEST_SUFFIX } from '../output/layout';
import type { ArgoCd } from '../task-list';
import { throwProblems } from '../constructs/validate-props';

/** The folders of `dist/` that have an Application each, and the prefix of its name. */
const APPLICATION_FOLDERS = [
  { folders: `${FOLDERS.tasks}/*`, prefix: APPLICATION_PREFIXES.tasks },
  { folders: `${FOLDERS.repositories}/*`, prefix: APPLICATION_PREFIXES.repositories },
  { folders: FOLDERS.workspace, prefix: APPLICATION_PREFIXES.workspace },
];

/** Makes Argo CD create an Application for each chain, for each repository and for the scripts of `dist/`. */
export class ApplicationSetChart extends Chart {
  /**
   * @param namespace The namespace of the tasks. Argo CD creates it.
   * @param podSecurity The Pod Security level that the namespace enforces.
   */
  constructor(
    scope: Construct,
    options: ArgoCd,
    namespace: string,
    podSecurity: PodSecurityLevel = DEFAULTS.podSecurity,
  ) {
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
        generators: APPLICATION_FOLDERS.map(({ folders, prefix }) => ({
          git: {
            repoUrl: repoURL,
            revision: targetRevision,
            directories: [{ path: posix.join(literalPattern(argoCd.path), folders) }],
            values: { prefix },
          },
        })),
        template: {
          // No annotation manifest-generate-paths: with it, a commit during a sync is never synced (argo-cd#27875).
          metadata: { name: applicationName(name, '{{.values.prefix}}', '{{.path.basename}}') },
          spec: {
            project: literalTemplate(projectName(options)),
            source: {
              repoUrl: literalTemplate(repoURL),
              targetRevision: literalTemplate(targetRevision),
              path: '{{.path.path}}',
              directory: { include: `*${MANIFEST_SUFFIX}` },
            },
            destination: {
              ...('server' in destination
                ? { server: literalTemplate(destination.server) }
                : { name: literalTemplate(destination.name) }),
              namespace,
            },
            // A Job's pod template is immutable: a Job that exists stays as it is when its manifest changes.
            ignoreDifferences: [
              { group: 'batch', kind: 'Job', jsonPointers: ['/spec/template', '/spec/podFailurePolicy'] },
            ],
            syncPolicy: {
              // Self-healing would create a deleted Job again. Retries would delay the commit that repairs a sync.
              automated: { prune: true, selfHeal: false },
              retry: { limit: 0 },
              syncOptions: ['CreateNamespace=true', 'RespectIgnoreDifferences=true'],
              managedNamespaceMetadata: { labels: podSecurityLabels(podSecurity) },
            },
          },
        },
      },
    });
  }
}

/** Returns a pattern of Go's path.Match that matches only `path`. */
function literalPattern(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&');
}

/** Returns a Go template that renders as `text`. */
function literalTemplate(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}
