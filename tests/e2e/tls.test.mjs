// TLS on the listener and to the upstream; a target that cannot prove its name gets not one byte of a request.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { Agent, get } from 'node:https';
import { join } from 'node:path';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, eventually, freshFolder, once, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const folder = freshFolder();
const at = (name) => join(folder, name);

function openssl(...args) { execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }); }

openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test Authority', '-keyout', 'ca.key', '-out', 'ca.pem');

/** A certificate for `names` made by the test authority (or by itself), as NAME.pem and NAME.key. */
function certificate(name, names, { days = '2', selfSigned = false, subject = '/O=test' } = {}) {
  writeFileSync(at(`${name}.ext`), names ? `subjectAltName=${names}\n` : 'basicConstraints=CA:FALSE\n');
  openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  const issuer = selfSigned ? ['-signkey', `${name}.key`] : ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-days', days, '-extfile', `${name}.ext`, '-out', `${name}.pem`);
  chmodSync(at(`${name}.key`), 0o600);
}

certificate('good', 'IP:127.0.0.1,DNS:localhost');
certificate('other', 'DNS:other.example');
certificate('own', 'IP:127.0.0.1,DNS:localhost', { selfSigned: true });
certificate('name', null, { subject: '/CN=localhost' });
certificate('second', 'IP:127.0.0.1,DNS:localhost', { subject: '/O=second' });

/** An upstream behind TLS that answers every request with one chat completion and counts them. */
async function tlsUpstream(name, options = {}) {
  const upstream = { requests: 0 };
  const answer = JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'model-a',
                                  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'over tls' } }] });
  upstream.server = createServer({ key: readFileSync(at(`${name}.key`)), cert: readFileSync(at(`${name}.pem`)), ...options }, (request, response) => {
    upstream.requests++;
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer));
  });
  await new Promise((resolve) => upstream.server.listen(0, '127.0.0.1', resolve));
  upstream.port = upstream.server.address().port;
  return upstream;
}

async function askOverTls(sdk, certificateName, { host = 'localhost', ca = 'ca.pem', serverOptions = {} } = {}) {
  const upstream = await tlsUpstream(certificateName, serverOptions);
  const main = target('', 'model-a', { base_url: `https://${host}:${upstream.port}/v1`, tls: ca ? { ca_file: at(ca) } : undefined });
  let seen;
  try {
    const records = await withGateway({ mocks, targets: { main } }, async (gateway) => { seen = await ask(gateway.client(sdk), forms[0]); });
    return { seen, record: records[0], requests: upstream.requests };
  } finally {
    upstream.server.closeAllConnections();
    upstream.server.close();
  }
}

each('an upstream that proves its name is asked over TLS', async (sdk) => {
  for (const host of ['localhost', '127.0.0.1']) {
    const { seen, requests } = await askOverTls(sdk, 'good', { host });
    assert.equal(seen.text, 'over tls', String(seen.error));
    assert.equal(requests, 1);
  }
});

each('an upstream that does not prove its name gets no request', async (sdk) => {
  const cases = [
    ['another name', 'other', {}],
    ['self-signed', 'own', {}],
    ['an unknown authority', 'good', { ca: null }],
    ['a name in the subject alone', 'name', {}],
    ['an old protocol', 'good', { serverOptions: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } }],
  ];
  for (const [what, name, options] of cases) {
    await mocks.reset();
    const { seen, record, requests } = await askOverTls(sdk, name, options);
    assert.equal(requests, 0, what);
    assert.equal(wholeAnswerOf(seen.text), 'B', `${what}: ${seen.error}`);
    assert.equal(record.attempts[0].class, 'network_tls', what);
    assert.equal(record.attempts.length, 2, `${what}: a certificate does not get better by asking again`);
  }
});

/** One GET over TLS against the test authority: status, and the subject of the certificate shown. */
function getOverTls(url) {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
    get(url, { ca: readFileSync(at('ca.pem')), agent }, (response) => {
      const subject = response.socket.getPeerCertificate().subject.O;
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, subject }));
    }).on('error', reject);
  });
}

once('the listener speaks TLS and takes a renewed certificate, by itself or on reload', async () => {
  for (const kind of ['pem', 'key']) writeFileSync(at(`listener.${kind}`), readFileSync(at(`good.${kind}`)), { mode: 0o600 });
  const server = { tls: { certificate: at('listener.pem'), key: at('listener.key') } };
  await withGateway({ mocks, server }, async (gateway) => {
    assert.match(gateway.url, /^https:/);
    assert.deepEqual(await getOverTls(`${gateway.url}/v1/models`), { status: 200, subject: 'test' });
    const shows = (subject) => async () => (await getOverTls(`${gateway.url}/v1/models`)).subject === subject;
    const renew = (name) => {
      for (const kind of ['pem', 'key']) writeFileSync(at(`listener.${kind}`), readFileSync(at(`${name}.${kind}`)), { mode: 0o600 });
    };
    renew('second');
    await eventually('the renewed certificate', shows('second'));
    renew('good');
    gateway.child.signal('SIGHUP');
    await eventually('the renewed certificate after a reload', shows('test'));
  });
});
