import * as z from 'zod/mini';
import { closestName } from '../closest-name';
import { formatSuggestion } from '../format-suggestion';
import { findString, isScalar, QUOTE, toText, type Suggestion } from '../foreign/suggestion';
import { SUGGEST_ENTRY, SUGGEST_FIELD } from '../foreign/foreign-values';
import { isField, isSensitive, schemasAt, valueAt, type Place } from './place';

/** Returns what to write instead of an invalid value, as the end of a message, or an empty text. */
export function formatRemedy(place: Place): string {
  const suggestion = suggest(place);
  return suggestion ? `; ${formatParts(suggestion)}` : '';
}

function formatParts({ value, advice }: Suggestion): string {
  return [...(value === undefined ? [] : [`write ${formatSuggestion(value)}`]), ...(advice ? [advice] : [])].join(', ');
}

/** Returns what was probably meant by an invalid value. A value in it is valid. */
export function suggest(place: Place): Suggestion | undefined {
  const value = valueAt(place);
  const schemas = schemasAt(place);
  const isValid = (candidate: unknown): boolean => schemas.some((schema) => z.safeParse(schema, candidate).success);
  const suggestion = suggestByField(place);
  if (suggestion && (suggestion.value === undefined || isValid(suggestion.value))) return suggestion;
  // A value that may be secret is not shown.
  if (isSensitive(place, value)) return isScalar(value) && isValid(toText(value)) ? { advice: QUOTE } : undefined;
  const candidates = [...candidatesFor(value), ...closestChoices(place, value), ...objectsOf(place, value)];
  const candidate = candidates.find(isValid);
  return candidate === undefined ? undefined : { value: candidate };
}

function suggestByField(place: Place): Suggestion | undefined {
  const { path } = place;
  const [container, key] = path.slice(-2);
  const value = valueAt(place);
  if (isField(place)) return SUGGEST_FIELD[String(path.at(-1))]?.(value);
  if (key === undefined || !isField({ ...place, path: path.slice(0, -1) })) return undefined;
  return SUGGEST_ENTRY[String(container)]?.(String(key))(value);
}

/** Names of a field that holds the only text of an object. */
const REFERENCES = ['name', 'secretName', 'claimName', 'taskId', 'url'];
const BOOLEANS: Partial<Record<string, string[]>> = { true: ['true', 'yes', 'on'], false: ['false', 'no', 'off'] };

/** Returns the same value in other types. */
function candidatesFor(value: unknown): unknown[] {
  if (isScalar(value)) return [toText(value)];
  if (typeof value === 'string') return [...numbersIn(value), ...booleansIn(value), [value]];
  if (Array.isArray(value)) return value.length === 1 ? [value[0]] : [];
  const name = findString(value, REFERENCES);
  return name === undefined ? [[value]] : [name, [value], [name]];
}

function numbersIn(text: string): number[] {
  return /^\d{1,15}$/.test(text) ? [Number(text)] : [];
}

function booleansIn(text: string): boolean[] {
  const word = text.toLowerCase();
  return [true, false].filter((value) => BOOLEANS[String(value)]?.includes(word));
}

/** Returns objects whose only field is a text. */
function objectsOf(place: Place, value: unknown): object[] {
  const isObject = schemasAt(place).some(({ _zod: { def } }) => def.type === 'object');
  if (typeof value !== 'string' || !isObject) return [];
  return ['url', 'repoURL', 'server', 'name'].map((name) => ({ [name]: value }));
}

/** Returns the allowed value that was probably meant by a misspelled one. */
function closestChoices(place: Place, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return schemasAt(place).flatMap(({ _zod: { def } }) => {
    const choice = def.type === 'enum' ? closestName(value, Object.values(def.entries).map(String)) : undefined;
    return choice === undefined ? [] : [choice];
  });
}
