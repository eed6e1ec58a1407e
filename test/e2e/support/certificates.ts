import { readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { run } from './run';

export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Creates a CA and its certificate for `host`. */
export async function makeCertificates(folder: string, host: string): Promise<Certificates> {
  const file = (name: string): string => join(folder, name);
  const request = (name: string): string[] => [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    file(`${name}.key`),
  ];
  await run('openssl', [...request('ca'), '-x509', '-days', '2', '-out', file('ca.crt')]);
  await run('openssl', [...request('server'), '-out', file('server.csr')]);
  writeFileSync(file('server.ext'), `subjectAltName=${isIP(host) ? 'IP' : 'DNS'}:${host}\n`);
  const issuer = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial'];
  const signed = ['-days', '2', '-extfile', file('server.ext'), '-out', file('server.crt')];
  await run('openssl', ['x509', '-req', '-in', file('server.csr'), ...issuer, ...signed]);
  const [ca = '', cert = '', key = ''] = ['ca.crt', 'server.crt', 'server.key'].map((name) =>
    readFileSync(file(name), 'utf8'),
  );
  return { ca, cert, key };
}
