import { initContainer, type Source } from '../../lib/workspace/init-container';
import { SCRIPTS, SCRIPTS_PATH } from '../../lib/workspace/scripts';

const URL = 'https://example.com/$(HOME)/$$/$(TREE)$.git';
const REF = '$(CLAIM)$$$x';

test.each<[string, Source, string]>([
  ['clone', { kind: 'clone', repoUrl: URL, ref: REF, gitSecret: 'git', hasMirror: false }, 'clone.sh'],
  ['mirror', { kind: 'clone', repoUrl: URL, ref: REF, gitSecret: 'git', hasMirror: true }, 'mirror.sh'],
  ['copy', { kind: 'copy', parentTaskId: 'a', parentTree: 'a', inputs: [] }, 'copy.sh'],
])('a %s container runs its script, with its variables as they were written', (_, source, script) => {
  const { container } = initContainer({
    source,
    tree: 'build',
    retry: 'clean',
    image: 'alpine/git',
    resources: { requests: {}, limits: { 'ephemeral-storage': '1Gi' } },
    scripts: 'keruta-workspace-0123456789',
    volume: 'git-repo',
    mountPath: '/git-repo',
  });
  const variables = new Map<string, string>();
  for (const { name, value = '' } of container.env ?? []) variables.set(name, expand(value, variables));
  expect(container.command?.map((word) => expand(word, variables))).toEqual(['/bin/sh', `${SCRIPTS_PATH}/${script}`]);
  expect(SCRIPTS).toHaveProperty([script]);
  if (source.kind === 'clone') {
    expect(variables.get('REPO_URL')).toBe(URL);
    expect(variables.get('REF')).toBe(REF);
  }
});

/** Expands variables as Kubernetes does in commands, arguments and variables. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? match),
  );
}
