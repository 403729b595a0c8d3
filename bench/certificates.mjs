// Certificates for one run: an authority, and a certificate for 127.0.0.1 that it signed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { output } from './process.mjs';

const days = 2;
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** The files of an authority and of a server, and one with the server's certificate and key, as HAProxy wants them. */
export async function makeCertificates(folder) {
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(folder, name);
  const openssl = (...args) => output('openssl', args);
  await openssl('req', '-x509', ...newKey, '-days', days, '-subj', '/CN=bench authority', '-addext', 'basicConstraints=critical,CA:TRUE',
                '-keyout', file('authority.key'), '-out', file('authority.pem'));
  await openssl('req', ...newKey, '-subj', '/CN=127.0.0.1', '-keyout', file('server.key'), '-out', file('server.csr'));
  writeFileSync(file('server.ext'), 'subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  await openssl('x509', '-req', '-in', file('server.csr'), '-CA', file('authority.pem'), '-CAkey', file('authority.key'), '-CAcreateserial',
                '-days', days, '-extfile', file('server.ext'), '-out', file('server.pem'));
  writeFileSync(file('server_both.pem'), readFileSync(file('server.pem'), 'utf8') + readFileSync(file('server.key'), 'utf8'), { mode: 0o600 });
  return { authority: file('authority.pem'), certificate: file('server.pem'), key: file('server.key'), both: file('server_both.pem') };
}
