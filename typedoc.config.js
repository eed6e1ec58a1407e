/** `npm run docs` writes the public API (lib/index.ts) to docs/reference/api.md with these options. */
module.exports = {
  name: 'API reference',
  entryPoints: ['lib/index.ts'],
  tsconfig: 'tsconfig.build.json',
  plugin: ['typedoc-plugin-markdown'],
  out: 'docs/reference',
  // The folder also holds docs/reference/task-list.md.
  cleanOutputDir: false,
  outputFileStrategy: 'modules',
  entryFileName: 'api.md',
  readme: 'none',
  // Links to a commit would change with every commit.
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  treatWarningsAsErrors: true,
  // Schemas, of which only the types are public.
  intentionallyNotExported: ['ArgoCd', 'GuardOptions'],
  hideBreadcrumbs: true,
  hidePageHeader: true,
  classPropertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  parametersFormat: 'table',
  tableColumnSettings: {
    hideInherited: true,
    hideOverrides: true,
    hideSources: true,
    hideModifiers: true,
    hideDefaults: true,
  },
};
