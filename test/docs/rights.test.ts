import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { runProgram } from '../cli/support/program';
import { PACKAGE, Page } from './support/page';

const PAGE = 'docs/without-argo-cd.md';

/** Verbs by resource. */
type Rights = Record<string, string[]>;

interface Role {
  readonly rules: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
}

function rights(rules: Iterable<readonly [resources: readonly string[], verbs: readonly string[]]>): Rights {
  const result: Rights = {};
  for (const [resources, verbs] of rules) for (const resource of resources) result[resource] = [...verbs].sort();
  return result;
}

const role = load(new Page(PAGE).blocksIn('yaml')[0]!.content) as Role;
const ofRole = rights(role.rules.map(({ resources, verbs }) => [resources, verbs]));

test('the table of rights has those of the Role', () => {
  const rows = readFileSync(join(PACKAGE, PAGE), 'utf8').matchAll(
    /^\| (`[a-z`, /]+) +\| (`get`|`list`)([a-z`, ]*) *\|/gm,
  );
  const words = (cell: string): string[] => cell.match(/[a-z/]+/g) ?? [];
  expect(
    rights([...rows].map(([, resources = '', first = '', more = '']) => [words(resources), words(first + more)])),
  ).toEqual(ofRole);
});

test('apply --help has the rights of the Role', () => {
  const { stdout } = runProgram(PACKAGE, ['apply', '--help']);
  const lines = stdout.matchAll(/^ {2}([a-z/]+(?:, [a-z/]+)*) {2,}((?:get|list)(?:, [a-z]+)*)$/gm);
  expect(
    rights([...lines].map(([, resources = '', verbs = '']) => [resources.split(', '), verbs.split(', ')])),
  ).toEqual(ofRole);
});
