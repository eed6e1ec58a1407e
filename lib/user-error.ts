/** An error that the user can remove. Its message says how; a command prints it without a stack trace. */
export class UserError extends Error {}
