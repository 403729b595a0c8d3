// Certificates made with openssl as a test asks for them: good ones, and bad ones each in one way.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freshFolder } from './harness.mjs';

const dayMs = 24 * 3600 * 1000;
/** Days from now as openssl ca writes times. */
const inDays = (days) => new Date(Date.now() + days * dayMs).toISOString().replace(/[-:T]|\.\d+/g, '').slice(2);

const settings = `[ca]
default_ca = here
[here]
new_certs_dir = .
database = issued.txt
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = optional
organizationName = optional
[req]
distinguished_name = none
[none]
`;

const newKeys = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  rsa1024: ['-newkey', 'rsa:1024'],
};

/** A folder of certificates; `root` is there from the start and everybody trusts it who is told to. */
export class Authority {
  constructor() {
    this.folder = freshFolder();
    writeFileSync(this.at('ca.conf'), settings);
    writeFileSync(this.at('issued.txt'), '');
    for (const root of ['root', 'stranger']) this.issue(root, { by: null, extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'] });
  }

  at(name) { return join(this.folder, name); }
  read(name) { return readFileSync(this.at(name)); }
  openssl(...args) { execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' }); }

  /**
   * Makes NAME.pem and NAME.key. `by` is the issuer, null for a certificate that signs itself; `chain` are the certificates that are
   * shown behind it; `from` and `to` are days from now.
   */
  issue(name, { by = 'root', subject = `/O=${name}`, extensions = [], from = -1, to = 2, digest = 'sha256', key = 'ec', chain = [] } = {}) {
    writeFileSync(this.at(`${name}.ext`), `${extensions.join('\n')}\n`);
    this.openssl('req', '-new', '-config', 'ca.conf', '-nodes', ...newKeys[key], '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const issuer = by === null ? ['-selfsign', '-keyfile', `${name}.key`] : ['-cert', `${by}.pem`, '-keyfile', `${by}.key`];
    this.openssl('ca', '-batch', '-notext', '-config', 'ca.conf', ...issuer, '-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`,
                 '-startdate', `${inDays(from)}`, '-enddate', `${inDays(to)}`, '-md', digest);
    writeFileSync(this.at(`${name}.pem`), [name, ...chain].map((part) => readFileSync(this.at(`${part}.pem`), 'utf8')).join(''));
    chmodSync(this.at(`${name}.key`), 0o600);
  }
}
