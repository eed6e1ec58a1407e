/** Returns the tasks that a task needs: its parent and its inputs. */
export function dependenciesOf<T>({ parent, inputs }: { readonly parent?: T; readonly inputs: readonly T[] }): T[] {
  return parent ? [parent, ...inputs] : [...inputs];
}
