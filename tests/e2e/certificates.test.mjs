// TLS upstream and at the listener: a target that cannot prove its name, or is none, gets not one byte of a request and no key.
import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { createServer } from 'node:net';
import { after } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';

import { Authority } from './authority.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';
import { answerWith, completion } from './witness.mjs';

const mocks = await startMocks();
const authority = new Authority();
const providerKey = 'sk-provider-7f1d4a20c8';
const loopback = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
const issuing = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];

authority.issue('middle', { extensions: issuing });
authority.issue('old-middle', { extensions: issuing, from: -20, to: -10 });
authority.issue('no-middle', { extensions: ['basicConstraints=critical,CA:FALSE'] });
authority.issue('unsigning-middle', { extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature'] });
authority.issue('short-middle', { extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'] });
authority.issue('below-short', { by: 'short-middle', extensions: issuing });
authority.issue('bound-middle', { extensions: [...issuing, 'nameConstraints=critical,permitted;DNS:other.example,permitted;IP:10.0.0.0/255.0.0.0'] });
authority.issue('barred-middle', { extensions: [...issuing, 'nameConstraints=critical,excluded;DNS:localhost'] });

/** Some systems find every name below localhost at loopback; only there can a wildcard have a name of many labels to fit. */
const deepName = 'a.b.c.localhost';
const deepNameResolves = await lookup(deepName).then(({ address }) => address === '127.0.0.1', () => false);
const whereDeep = (cases) => (deepNameResolves ? cases : {});

/** Whom the gateway trusts and calls, what the server shows, and what it is. Good ones show that the bad ones fail for their fault alone. */
const good = {
  'its name': { extensions: [loopback] },
  'its address': { extensions: [loopback], host: '127.0.0.1' },
  'a chain': { by: 'middle', extensions: [loopback], chain: ['middle'] },
  'a name in capitals': { extensions: ['subjectAltName=DNS:LOCALHOST'] },
  ...whereDeep({ 'a wildcard of one label': { extensions: ['subjectAltName=DNS:*.b.c.localhost'], host: deepName } }),
};

const bad = {
  'expired': { extensions: [loopback], from: -20, to: -1 },
  'not yet valid': { extensions: [loopback], from: 1, to: 20 },
  'another name': { extensions: ['subjectAltName=DNS:other.example'] },
  'another name that begins alike': { extensions: ['subjectAltName=DNS:localhost.other.example'] },
  'a name in the subject alone': { subject: '/CN=localhost' },
  'a name in the subject beside another': { subject: '/CN=localhost', extensions: ['subjectAltName=DNS:other.example'] },
  'a name as a URI': { extensions: ['subjectAltName=URI:https://localhost/,email:a@localhost'] },
  'self-signed': { by: null, extensions: [loopback] },
  'an unknown authority': { by: 'stranger', extensions: [loopback], chain: ['stranger'] },
  'an authority the system does not know': { extensions: [loopback], trusts: null },
  'for clients only': { extensions: [loopback, 'extendedKeyUsage=clientAuth'] },
  'for signing lists only': { extensions: [loopback, 'keyUsage=critical,cRLSign'] },
  ...whereDeep({ 'a wildcard one label short': { extensions: ['subjectAltName=DNS:*.c.localhost'], host: deepName } }),
  'a wildcard for everything': { extensions: ['subjectAltName=DNS:*'] },
  'a wildcard below the name': { extensions: ['subjectAltName=DNS:*.localhost'] },
  'a wildcard in a part of a label': { extensions: ['subjectAltName=DNS:local*,DNS:*host'] },
  'an address without its entry': { extensions: ['subjectAltName=DNS:localhost'], host: '127.0.0.1' },
  'an address as a name': { extensions: ['subjectAltName=DNS:127.0.0.1'], host: '127.0.0.1' },
  'another address': { extensions: ['subjectAltName=IP:127.0.0.2'], host: '127.0.0.1' },
  'a name beyond its constraints': { by: 'bound-middle', extensions: ['subjectAltName=DNS:localhost'], chain: ['bound-middle'] },
  'an address beyond its constraints': { by: 'bound-middle', extensions: ['subjectAltName=IP:127.0.0.1'], chain: ['bound-middle'], host: '127.0.0.1' },
  'a name that its authority may not name': { by: 'barred-middle', extensions: ['subjectAltName=DNS:localhost'], chain: ['barred-middle'] },
  'signed by a certificate that is no authority': { by: 'no-middle', extensions: [loopback], chain: ['no-middle'] },
  'signed by an authority that may not sign': { by: 'unsigning-middle', extensions: [loopback], chain: ['unsigning-middle'] },
  'signed by an expired authority': { by: 'old-middle', extensions: [loopback], chain: ['old-middle'] },
  'too long a chain': { by: 'below-short', extensions: [loopback], chain: ['below-short', 'short-middle'] },
  'a chain with a link missing': { by: 'middle', extensions: [loopback] },
  'a weak digest': { extensions: [loopback], digest: 'sha1', server: { ciphers: 'DEFAULT@SECLEVEL=0' } },
  'a weak key': { extensions: [loopback], key: 'rsa1024', server: { ciphers: 'DEFAULT@SECLEVEL=0' } },
  'an unknown critical extension': { extensions: [loopback, '1.2.3.4=critical,ASN1:NULL'] },
  'TLS 1.1 at most': { extensions: [loopback], server: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } },
  'no certificate at all': { extensions: [loopback], server: { maxVersion: 'TLSv1.2', ciphers: 'aNULL@SECLEVEL=0' } },
};

const servers = [];
after(() => { for (const { server, sockets } of servers) { server.close(); for (const socket of sockets) socket.destroy(); } });

/** Listens with `server` and counts connections and what comes through them; `answer` is said to whoever sends a whole head. */
async function listening(server, event, answer) {
  const upstream = { server, sockets: new Set(), connections: 0, text: '' };
  const keep = (socket) => {
    upstream.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => upstream.sockets.delete(socket));
  };
  server.on('connection', (socket) => { upstream.connections++; keep(socket); });
  server.on(event, (socket) => {
    keep(socket);
    socket.on('data', (bytes) => {
      upstream.text += bytes.toString('latin1');
      if (upstream.text.includes('\r\n\r\n')) socket.write(answer);
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.port = server.address().port;
  servers.push(upstream);
  return upstream;
}

const answer = answerWith(completion('over tls'));
let certificates = 0;

async function tlsUpstream({ host = 'localhost', trusts = 'root', server = {}, ...wanted }, says = answer) {
  const name = `leaf-${++certificates}`;
  authority.issue(name, wanted);
  const listener = createTlsServer({ key: authority.read(`${name}.key`), cert: authority.read(`${name}.pem`), ...server });
  const upstream = await listening(listener, 'secureConnection', says);
  return { ...upstream, state: upstream, host, trusts };
}

const section = (name, lines) => `[${name}]\n${lines.join('\n')}\n`;

/** A configuration with a target and a route of its own, without fallback, for each of the upstreams. */
function configured(upstreams) {
  const parts = [];
  for (const [index, { host, port, trusts }] of upstreams.entries()) {
    parts.push(section(`targets.t${index}`, [`base_url = "https://${host}:${port}/v1"`, 'api_key = { env = "E2E_PROVIDER_KEY" }',
    'families = ["chat_completions"]',
      ...(trusts ? [`tls = { ca_file = "${authority.at(`${trusts}.pem`)}" }`] : [])]));
    parts.push(section(`routes.r${index}`, [`match = ["m${index}"]`, 'family = "chat_completions"', `primary = "t${index}"`, 'mode = "off"',
    'deadline = "5s"']));
  }
  return parts.join('\n');
}

/** Asks each upstream once through one gateway; gives answers and records in the same order. */
async function askAll(upstreams) {
  const answers = [];
  const server = (state) => section('server', ['listen = "127.0.0.1:0"', 'admin = "127.0.0.1:0"', 'environment = "staging"', `state = "${state}"`]);
  const state = authority.at(`state-${certificates}`);
  const records = await withGateway({ text: server(state) + configured(upstreams), env: { E2E_PROVIDER_KEY: providerKey } }, async (gateway) => {
    gateway.state = state;
    for (const index of upstreams.keys()) {
      const body = JSON.stringify({ model: `m${index}`, messages: [{ role: 'user', content: 'hello' }] });
      const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      answers.push({ status: response.status, id: response.headers.get('x-request-id'), text: await response.text() });
    }
  });
  return answers.map((seen) => ({ ...seen, record: records.find((record) => record.id === seen.id) }));
}

/** The classes of the attempts of one record. */
const classes = ({ record }) => record.attempts.map((attempt) => attempt.class);

once('an upstream that proves its name is asked over TLS', async () => {
  const upstreams = await Promise.all(Object.values(good).map((wanted) => tlsUpstream(wanted)));
  for (const [index, seen] of (await askAll(upstreams)).entries()) {
    const name = Object.keys(good)[index];
    assert.equal(seen.status, 200, `${name}: ${seen.text}`);
    assert.match(upstreams[index].state.text, new RegExp(`^POST /v1/chat/completions HTTP/1\\.1\\r\\n[^]*Authorization: Bearer ${providerKey}\\r\\n`), name);
  }
});

once('an upstream that does not prove its name gets no request', async (t) => {
  const names = Object.keys(bad);
  t.diagnostic(`${names.length} bad certificates`);
  if (!deepNameResolves) t.diagnostic(`not run: a wildcard one label short (${deepName} does not resolve on this machine)`);
  const upstreams = await Promise.all(Object.values(bad).map((wanted) => tlsUpstream(wanted)));
  for (const [index, seen] of (await askAll(upstreams)).entries()) {
    await t.test(names[index], () => {
      assert.equal(upstreams[index].state.text, '', 'it got bytes of a request');
      assert.ok(upstreams[index].state.connections > 0, 'it was never called');
      assert.equal(seen.status, 502, seen.text);
      assert.equal(JSON.parse(seen.text).error.code, 'network_tls');
      assert.deepEqual(classes(seen), ['network_tls'], 'a certificate does not get better by asking again');
      assert.ok(!seen.text.includes(providerKey));
    });
  }
});

once('what does not speak TLS where TLS is expected gets no request', async (t) => {
  const says = {
    'an answer before it is asked': (socket) => socket.write(answer),
    'an answer to the first bytes': (socket) => socket.once('data', () => socket.write(answer)),
    'garbage': (socket) => socket.once('data', () => socket.end(Buffer.alloc(64, 0x58))),
    'an alert': (socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40]))),
    'a push down to an old version': (socket) => socket.once('data', () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]))),
    'nothing, and ends': (socket) => socket.once('data', () => socket.end()),
  };
  const upstreams = [];
  for (const say of Object.values(says)) {
    const upstream = await listening(createServer(say), 'connection', '');
    upstreams.push({ ...upstream, state: upstream, host: 'localhost', trusts: 'root' });
  }
  for (const [index, seen] of (await askAll(upstreams)).entries()) {
    await t.test(Object.keys(says)[index], () => {
      const { text } = upstreams[index].state;
      assert.equal(text.charCodeAt(0), 0x16, 'the first byte begins a TLS handshake');
      assert.doesNotMatch(text, /HTTP\/1|POST|Bearer|hello/);
      assert.ok(!text.includes(providerKey));
      assert.equal(seen.status, 502, seen.text);
      for (const name of classes(seen)) assert.equal(name, 'network_tls');
    });
  }
});

once('a redirect is not followed, whatever its status', async (t) => {
  const elsewhere = await tlsUpstream({ extensions: [loopback] });
  const statuses = ['301 Moved Permanently', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'];
  const field = `Location: https://localhost:${elsewhere.port}/v1/chat/completions`;
  const upstreams = await Promise.all(statuses.map((status) => tlsUpstream({ extensions: [loopback] }, answerWith('{}', status, [field]))));
  for (const [index, seen] of (await askAll(upstreams)).entries()) {
    await t.test(statuses[index], () => {
      assert.equal(upstreams[index].state.text.match(/POST /g)?.length, 1);
      assert.equal(seen.status, 502, seen.text);
      assert.deepEqual(classes(seen), ['wrong_surface']);
      assert.ok(!seen.text.includes(String(elsewhere.port)), 'the caller is told where it would have led');
    });
  }
  assert.equal(elsewhere.state.connections, 0, 'the redirect was followed');
});

/** One GET over TLS against the test authority: status, and the subject of the certificate shown. */
function getOverTls(url) {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 0 });
    get(url, { ca: authority.read('root.pem'), agent }, (response) => {
      const subject = response.socket.getPeerCertificate().subject.O;
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, subject }));
    }).on('error', reject);
  });
}

once('the listener speaks TLS and takes a renewed certificate, by itself or on reload', async () => {
  for (const name of ['first', 'second']) authority.issue(name, { extensions: [loopback] });
  const renew = (name) => {
    for (const kind of ['pem', 'key']) writeFileSync(authority.at(`listener.${kind}`), readFileSync(authority.at(`${name}.${kind}`)), { mode: 0o600 });
  };
  renew('first');
  const server = { tls: { certificate: authority.at('listener.pem'), key: authority.at('listener.key') } };
  await withGateway({ mocks, server }, async (gateway) => {
    assert.match(gateway.url, /^https:/);
    assert.deepEqual(await getOverTls(`${gateway.url}/v1/models`), { status: 200, subject: 'first' });
    const shows = (subject) => async () => (await getOverTls(`${gateway.url}/v1/models`)).subject === subject;
    renew('second');
    await eventually('the renewed certificate', shows('second'));
    renew('first');
    gateway.child.signal('SIGHUP');
    await eventually('the renewed certificate after a reload', shows('first'));
  });
});
