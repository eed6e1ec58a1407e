import * as z from 'zod/mini';
import { closestName, didYouMean } from '../closest-name';
import { formatSuggestion } from '../format-suggestion';
import { findForeignField, type ForeignField } from '../foreign/foreign-fields';
import { isObject, type Fields } from '../is-object';
import type { Suggestion } from '../foreign/suggestion';
import type { PathProblem } from '../path-problem';
import { fieldNames, schemasAt, valueAt, type Place } from './place';
import { suggest } from './suggest';

/** Explains a field that an object must not have: what its name is here, or what to do instead. */
export function explainUnknownField(place: Place, key: string): PathProblem {
  const names = fieldNames(place);
  const foreign = findForeignField(key);
  const fields = foreign?.fields?.filter((name) => names.includes(name)) ?? [];
  const field = fields.find((name) => !Object.hasOwn(valueAt(place) as Fields, name)) ?? fields[0];
  const explain = (remedy: string, meantField?: string): PathProblem => ({
    path: [...place.path, key],
    atKey: true,
    message: `unknown field${remedy}`,
    meantField,
  });
  if (foreign && field !== undefined) return explain(`; ${replaceField(place, key, field, foreign)}`, field);
  const closest = closestName(key, names);
  const hasAdvice = closest === undefined && foreign?.advice !== undefined && isTask(names);
  return hasAdvice ? explain(`; ${foreign.advice}`) : explain(didYouMean(closest), closest);
}

/** The advice is about tasks: smaller objects have fields of the same names with other meanings. */
function isTask(names: readonly string[]): boolean {
  return names.includes('image');
}

function replaceField(place: Place, key: string, field: string, { convert, note }: ForeignField): string {
  const object = valueAt(place) as Fields;
  const name = formatSuggestion(field);
  const isPart = convert !== undefined && isObject(object[field]);
  if (Object.hasOwn(object, field) && !isPart) return `${name} has the same meaning; remove one of the two`;

  const { value, advice } = findForm(place, field, convert ? convert(object[key]) : object[key]);
  // The name is enough for an object or an array that is right as it is, and that may contain secrets.
  const form =
    value === undefined || (typeof value === 'object' && value === object[key]) ? '' : formatSuggestion(value);
  if (isPart) return `add it to ${name}${form && `: ${form}`}`;
  if (form) return `write ${name}: ${form}`;
  return advice ? `use ${name}; ${advice}` : `use ${name}${note ? ` (${note})` : ''}`;
}

/** Returns the value as the field has it, or what to know about it. */
function findForm(place: Place, field: string, value: unknown): Suggestion {
  const schema = schemasAt(place).find(
    ({ _zod: { def } }) => def.type === 'object' && Object.hasOwn(def.shape, field),
  )!;
  const target = { schema, value: { [field]: value }, path: [field] };
  const isValid = schemasAt(target).some((one) => z.safeParse(one, value).success);
  return isValid ? { value } : (suggest(target) ?? {});
}
