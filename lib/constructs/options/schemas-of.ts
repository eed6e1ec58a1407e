import type * as z from 'zod/mini';

/**
 * One schema for each option of `Options`. The compiler rejects a table that lacks an option, that has one too many, or
 * that accepts a value which the interface does not allow.
 */
export type SchemasOf<Options> = {
  readonly [Name in keyof Options]-?: z.ZodMiniType<Exclude<Options[Name], undefined>>;
};
