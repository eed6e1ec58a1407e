/**
 * Returns what is wrong with a value, as the rest of a sentence that starts with the value
 * (`is not a Kubernetes quantity (such as 1Gi or 500M)`), or `undefined` for a valid value.
 */
export type Validator<T = string> = (value: T) => string | undefined;
