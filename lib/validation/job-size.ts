/**
 * kubectl and Argo CD keep a copy of what they apply in an annotation. Kubernetes allows 256 KiB for all annotations of an
 * object; 1 KiB of it is left to the keys of the annotations and to Argo CD's tracking ID.
 */
const MAX_JOB_BYTES = 255 * 1024;

/** Of a character that Go escapes, such as \u003c. */
const MAX_BYTES_PER_CHARACTER = 6;

/** Returns what is wrong with the size of a rendered Job. */
export function checkJobSize(job: object): string | undefined {
  const json = JSON.stringify(job);
  if (json.length * MAX_BYTES_PER_CHARACTER <= MAX_JOB_BYTES) return undefined;
  // Go writes each of these characters as six bytes, such as \u003c.
  const escaped = json.match(/[<>&\u2028\u2029]/g)?.length ?? 0;
  const bytes = Buffer.byteLength(json) + escaped * '\\u003'.length;
  return bytes > MAX_JOB_BYTES
    ? `the Job takes ${bytes} bytes; at most ${MAX_JOB_BYTES} can be applied: put long arguments and variables into files of the repository`
    : undefined;
}
