/** A task whose tree another task reads, and the name of that tree. */
export interface Input {
  readonly taskId: string;
  readonly tree: string;
}

/** Formats inputs for the variable of the init container: `ID=tree`, separated by spaces. IDs and names have neither. */
export function formatInputs(inputs: readonly Input[]): string {
  return inputs.map(({ taskId, tree }) => `${taskId}=${tree}`).join(' ');
}

/** Parses the variable of the init container. */
export function parseInputs(text: string): Input[] {
  const words = text.split(' ').filter(Boolean);
  return words.map((word) => {
    const [taskId = '', tree = ''] = word.split('=');
    return { taskId, tree };
  });
}
