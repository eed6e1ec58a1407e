import type { EnvValue } from '../../constructs/options/main-options';
import type { FieldReader } from './field-reader';
import { isSecret } from './find-secrets';
import { textOf } from './text-of';

/**
 * Returns the variables of a container that a task can have, and reports the others.
 *
 * @param remedy What to do with a secret, which is never copied.
 */
export function readEnv(container: FieldReader, remedy: string): Record<string, EnvValue> {
  const env: Record<string, EnvValue> = {};
  for (const variable of container.objects('env')) {
    const name = textOf(variable.value('name'));
    const value = readValue(variable);
    if (typeof value === 'string' && isSecret(name, value)) {
      variable.report('value', `looks like a secret, so it was not copied; ${remedy}`);
    } else if (value !== undefined) env[name] = value;
  }
  return env;
}

function readValue(variable: FieldReader): EnvValue | undefined {
  const from = variable.object('valueFrom');
  const secret = from.object('secretKeyRef');
  const [name, key] = [secret.text('name'), secret.text('key')];
  if (secret.value('optional') === true)
    secret.report('optional', 'the pod of a task does not start without the Secret');
  if (name !== undefined && key !== undefined) return { secret: name, key };
  for (const other of ['configMapKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef']) {
    if (from.value(other) === undefined) continue;
    from.report(other, 'the value of a variable is a text or a key of a Secret');
    return undefined;
  }
  // A variable without a value is empty.
  const value = variable.value('value') ?? '';
  return textOf(value);
}
