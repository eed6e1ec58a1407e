import { checkEnvReferences, orderByReferences } from '../../lib/validation/env-references';

test.each<[string, Record<string, unknown>, string[]]>([
  ['keeps the order of others', { B: '1', A: '$(B)', C: { secret: 's', key: 'k' } }, ['B', 'A', 'C']],
  [
    'moves what is referred to before',
    { URL: 'x://$(HOST):$(PORT)', PORT: '1', HOST: '$(PORT)' },
    ['PORT', 'HOST', 'URL'],
  ],
  ['ignores escaped and unknown names', { A: '$$(B) $(C) $(B', B: '' }, ['A', 'B']],
  ['sees a reference after an escaped dollar', { A: '$$$(B)', B: '' }, ['B', 'A']],
])('%s', (_, env, names) => {
  expect(orderByReferences(env)).toEqual(names);
  expect(checkEnvReferences(env)).toEqual([]);
});

test('a variable that refers to itself is an error', () => {
  expect(checkEnvReferences({ PATH: '/opt/bin:$(PATH)' })).toEqual([
    {
      path: ['env', 'PATH'],
      message: '$(PATH) is not expanded, because the variable refers to itself; write $$(PATH) for this text',
    },
  ]);
});

test('variables that refer to each other are an error', () => {
  const problems = checkEnvReferences({ A: '$(B)', B: '$(C)', C: '$(A)', D: '$(A)' });
  expect(problems.map(({ path }) => path[1])).toEqual(['C']);
});
