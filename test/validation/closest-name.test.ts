import { closestName } from '../../lib/validation/closest-name';

const NAMES = ['image', 'command', 'serviceAccountName', 'imagePullSecrets', 'ref', 'gitImage', 'pvcStorageSize'];

test.each([
  ['imge', 'image'],
  ['iamge', 'image'],
  ['comand', 'command'],
  ['commnad', 'command'],
  ['service_account_name', 'serviceAccountName'],
  ['PVC-storage-size', 'pvcStorageSize'],
  ['reff', 'ref'],
])('%s is a misspelled %s', (name, meant) => {
  expect(closestName(name, NAMES)).toBe(meant);
});

test.each(['name', 'secrets', 'stage', 'size', 'git', 'x', '', 'im', 'commentary', 'image'.repeat(30)])(
  '%s is another word',
  (name) => {
    expect(closestName(name, NAMES)).toBeUndefined();
  },
);
