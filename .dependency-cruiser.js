/**
 * Which folder may import which, checked by `npm run lint`. Type-only imports count too.
 *
 * The folders of lib/ are layers. A folder may import the folders before it in this list, and none after it.
 */
const LAYERS = [
  'validation',
  'kubernetes',
  'workspace',
  'constructs',
  'task-list',
  // lib/output/layout.ts names the files of dist/. The charts use it, so it counts as a layer of its own.
  'output/layout',
  'charts',
  'output',
  // These two do not import each other.
  ['compare', 'cluster'],
  'init',
  'cli',
].map((layer) => [layer].flat());

/** Matches the files of a layer. `output/layout` is one file or one folder; the layer `output` is the rest of lib/output/. */
function filesOf(folder) {
  if (folder === 'output') return '^lib/output/(?!layout[./])';
  return folder === 'output/layout' ? '^lib/output/layout[./]' : `^lib/${folder}/`;
}

/** One rule for each folder: no imports of the layers after it, nor of other folders of its own layer. */
const layerRules = LAYERS.flatMap((layer, index) =>
  layer.map((folder) => {
    const others = [...layer.filter((other) => other !== folder), ...LAYERS.slice(index + 1).flat()];
    return {
      name: `layer-${folder.replace('/', '-')}`,
      comment: `lib/${folder} must not import a layer above it. Move the shared code down, or pass it in as an argument.`,
      severity: 'error',
      from: { path: filesOf(folder) },
      to: { path: others.map(filesOf) },
    };
  }),
).filter(({ to }) => to.path.length > 0);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files must not import each other, directly or through others. Move what both need to a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...layerRules,
    {
      name: 'library-is-not-imported',
      comment: 'lib/index.ts is for users of the package. Files of lib/ import the file that they need.',
      severity: 'error',
      from: { path: '^(lib|main\\.ts)' },
      to: { path: '^lib/index\\.ts$' },
    },
    {
      name: 'lib-does-not-import-main',
      comment: 'main.ts ties the folders together. Only the program and the public API offer what it exports.',
      severity: 'error',
      from: { path: '^(lib|tools)/', pathNot: '^lib/(index|cli/load-app)\\.ts$' },
      to: { path: '^main\\.ts$' },
    },
    {
      name: 'lib-does-not-import-tests',
      comment: 'The program must work without the tests, the benchmarks and the generators.',
      severity: 'error',
      from: { path: '^(lib/|main\\.ts)' },
      to: { path: '^(test|bench|tools)/' },
    },
    {
      name: 'one-kubernetes-version',
      comment:
        'Only lib/kubernetes/k8s.ts imports cdk8s-plus-28, so another Kubernetes version is a change of one file.',
      severity: 'error',
      from: { path: '^(lib/|main\\.ts)', pathNot: '^lib/kubernetes/k8s\\.ts$' },
      to: { path: 'node_modules/cdk8s-plus-' },
    },
    {
      name: 'imports-for-charts',
      comment: 'Only the charts use the generated types of Argo CD.',
      severity: 'error',
      from: { path: '^(lib/|main\\.ts)', pathNot: '^lib/charts/' },
      to: { path: '^imports/' },
    },
    {
      name: 'published-dependencies',
      comment:
        'The published package must not need a devDependency. Add the package to "dependencies" in package.json.',
      severity: 'error',
      from: { path: '^(lib/|main\\.ts)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    {
      name: 'known-packages',
      comment: 'An import must resolve, and its package must be in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The template is what `init` copies, and no part of the program.
    exclude: { path: '^(build|dist|lib/init/template)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['types', 'require', 'node', 'default'], exportsFields: ['exports'] },
  },
};
