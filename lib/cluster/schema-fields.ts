import * as z from 'zod/mini';

// Fields of the JSON that commands print.

export function describe(description: string): ReturnType<typeof z.meta> {
  return z.meta({ description });
}

export function text(description: string): z.ZodMiniString {
  return z.string().check(describe(description));
}

export function wholeNumber(description: string): z.ZodMiniNumberFormat {
  return z.int().check(z.nonnegative(), describe(description));
}

/** A time in ISO 8601. */
export function time(description: string): z.ZodMiniISODateTime {
  return z.iso.datetime().check(describe(description));
}

/** Returns a JSON schema for the documentation. */
export function outputJsonSchema(title: string, schema: z.ZodMiniType): object {
  return { title, ...z.toJSONSchema(schema, { target: 'draft-7' }) };
}
