/**
 * Says what is wrong with a value, as the rest of a sentence that starts with the value
 * (`is not a Kubernetes quantity (such as 1Gi, 500M)`); `undefined` where nothing is.
 */
export type Validator<T = string> = (value: T) => string | undefined;
