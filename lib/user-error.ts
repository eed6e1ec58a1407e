/** An error that the user can fix. Its message states how. A command prints it without a stack trace. */
export class UserError extends Error {
  constructor(
    message: string,
    /** What the process exits with. */
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
