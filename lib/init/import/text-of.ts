/** Returns a value of a manifest as text. A number or a boolean stands for the text that it was probably meant to be. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const json: string | undefined = JSON.stringify(value);
  return json ?? '';
}
