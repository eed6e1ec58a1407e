import { initContainer, type Source } from '../../lib/workspace/init-container';
import { cloneScript, copyScript, mirrorScript } from '../../lib/workspace/scripts';

const URL = 'https://example.com/$(HOME)/$$/$(TREE)$.git';
const REF = '$(CLAIM)$$$x';

test.each<[string, Source, string]>([
  ['clone', { kind: 'clone', repoUrl: URL, ref: REF, gitSecret: 'git', hasMirror: false }, cloneScript()],
  ['mirror', { kind: 'clone', repoUrl: URL, ref: REF, gitSecret: 'git', hasMirror: true }, mirrorScript()],
  ['copy', { kind: 'copy', parentTaskId: 'a', parentTree: 'a' }, copyScript()],
])('what the %s container is given arrives as it was written', (_, source, script) => {
  const { container } = initContainer({
    source,
    tree: 'build',
    retry: 'clean',
    image: 'alpine/git',
    resources: { requests: {}, limits: { 'ephemeral-storage': '1Gi' } },
    volume: 'git-repo',
    mountPath: '/git-repo',
  });
  const variables = new Map<string, string>();
  for (const { name, value = '' } of container.env ?? []) variables.set(name, expand(value, variables));
  expect(container.command?.map((word) => expand(word, variables))).toEqual(['/bin/sh', '-c', script]);
  if (source.kind === 'clone') {
    expect(variables.get('REPO_URL')).toBe(URL);
    expect(variables.get('REF')).toBe(REF);
  }
});

/** What Kubernetes does to commands, arguments and variables. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? match),
  );
}
