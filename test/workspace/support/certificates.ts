import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, sh } from './user';

export interface Certificates {
  readonly ca: string;
  readonly key: string;
  readonly cert: string;
}

/** Creates a private CA and its certificate for 127.0.0.1. */
export function certificates(): Certificates {
  const at = folder();
  sh(
    at,
    `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ca -keyout ca.key -out ca.crt 2>&1
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout key -out csr 2>&1
    echo subjectAltName=IP:127.0.0.1 >ext
    openssl x509 -req -in csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile ext -out cert 2>&1`,
  );
  const read = (name: string): string => readFileSync(join(at, name), 'utf8');
  return { ca: read('ca.crt'), key: read('key'), cert: read('cert') };
}
