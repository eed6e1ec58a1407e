/** Returns `text` as Kubernetes expands `$(NAME)` in it. A variable without a fixed value stays, as `${NAME}`. */
export function expandVariables(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (_, name?: string) =>
    name === undefined ? '$' : (values.get(name) ?? `$\{${name}}`),
  );
}

/** Whether a text has a variable in it that has no fixed value. */
export function hasVariable(text: string): boolean {
  return text.includes('${') || text.includes('$(');
}
