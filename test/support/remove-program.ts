import { rmSync } from 'node:fs';

/** Removes what `compileProgram` wrote. */
export default function removeProgram(): void {
  rmSync(process.env.COMPILED_PROGRAM!, { recursive: true });
}
