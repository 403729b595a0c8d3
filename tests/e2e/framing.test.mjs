// Raw bytes: what could be read in two ways gets 400 and a closed connection, and nothing of it reaches an upstream.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once, scale, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const json = '{"model":"assistant","messages":[{"role":"user","content":"hello"}]}';
const smuggled = 'POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello';
const post = (fields, body = json) => `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n${fields}\r\n\r\n${body}`;
const whole = post(`Content-Type: application/json\r\nContent-Length: ${json.length}`);
const chunked = (chunks) => post('Content-Type: application/json\r\nTransfer-Encoding: chunked', chunks);
const oneChunk = `${json.length.toString(16)}\r\n${json}\r\n`;

/** Sends the pieces and gives back all that came, and whether the gateway closed the connection by itself. */
function exchange(gateway, pieces, { within = 3000 * scale, until = null } = {}) {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    const finish = (closed) => { clearTimeout(timer); socket.destroy(); resolve({ received, closed }); };
    const timer = setTimeout(() => finish(false), within);
    socket.on('data', (bytes) => { received += bytes.toString('latin1'); if (until?.(received)) finish(false); });
    socket.on('end', () => finish(true));
    socket.on('close', () => finish(true));
    socket.on('error', () => finish(true));
    socket.on('connect', () => { for (const piece of pieces) socket.write(piece, 'latin1'); });
  });
}

const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));

const ambiguous = {
  'both Content-Length and Transfer-Encoding': post(`Content-Length: 5\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${smuggled}`),
  'Transfer-Encoding, then Content-Length': post(`Transfer-Encoding: chunked\r\nContent-Length: 5`, `0\r\n\r\n${smuggled}`),
  'two lengths': post('Content-Length: 5\r\nContent-Length: 6', 'hello'),
  'two equal lengths': post(`Content-Length: ${json.length}\r\nContent-Length: ${json.length}`),
  'a list of lengths': post('Content-Length: 5, 5', 'hello'),
  'a length with a sign': post('Content-Length: +5', 'hello'),
  'a negative length': post('Content-Length: -1', ''),
  'a hexadecimal length': post('Content-Length: 0x5', 'hello'),
  'an empty length': post('Content-Length: ', ''),
  'a length beyond 64 bits': post('Content-Length: 18446744073709551617', 'hello'),
  'an encoding that is not chunked': post('Transfer-Encoding: gzip', ''),
  'chunked that is not last': post('Transfer-Encoding: chunked, gzip', '0\r\n\r\n'),
  'gzip before chunked': post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n'),
  'chunked twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
  'a quoted encoding': post('Transfer-Encoding: "chunked"', '0\r\n\r\n'),
  'an encoding behind a control byte': post('Transfer-Encoding: \x0bchunked', '0\r\n\r\n'),
  'a blank before the colon': post(`Content-Length : ${json.length}`),
  'a folded line': post(`X-A: b\r\n c\r\nContent-Length: ${json.length}`),
  'a bare line feed': whole.replace('\r\nContent-Type', '\nContent-Type'),
  'a bare carriage return': whole.replace('Host: x\r\n', 'Host: x\r'),
  'a NUL byte': whole.replace('Host: x', 'Host: x\0y'),
  'a line without a colon': post(`Nonsense\r\nContent-Length: ${json.length}`),
  'an empty name': post(`: x\r\nContent-Length: ${json.length}`),
  'no host': whole.replace('Host: x\r\n', ''),
  'two hosts': whole.replace('Host: x\r\n', 'Host: x\r\nHost: y\r\n'),
  'a target with a host in it': whole.replace('POST /v1', 'POST http://elsewhere/v1'),
  'two blanks in the request line': whole.replace('POST /v1', 'POST  /v1'),
  'a chunk size with a prefix': chunked(`0x${oneChunk}0\r\n\r\n`),
  'a chunk size that is none': chunked(`zz\r\n${json}\r\n0\r\n\r\n`),
  'a chunk size beyond 64 bits': chunked(`ffffffffffffffff1\r\n${json}\r\n0\r\n\r\n`),
  'a chunk that is longer than it says': chunked(`5\r\n${json}\r\n0\r\n\r\n`),
  'a chunk that ends with a line feed': chunked(`${json.length.toString(16)}\n${json}\r\n0\r\n\r\n`),
};

once('whatever could be read in two ways gets 400 and a closed connection', async (t) => {
  await mocks.reset();
  const records = await withGateway({ mocks }, async (gateway) => {
    for (const [name, bytes] of Object.entries(ambiguous)) {
      await t.test(name, async () => {
        const { received, closed } = await exchange(gateway, [bytes]);
        assert.deepEqual(statuses(received), [400], received);
        assert.ok(closed, 'the connection stayed open');
        assert.match(received, /"error":\{/);
      });
    }
  });
  assert.equal((await mocks.a.attempts()).length, 0, 'something ambiguous was sent on');
  assert.equal((await mocks.b.attempts()).length, 0);
  for (const record of records) assert.equal(record.outcome, 'refused');
});

once('what has a status of its own gets it', async () => {
  const cases = [
    [`GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(17 * 1024)}\r\n\r\n`, 431],
    [`GET / HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(101)}\r\n`, 431],
    ['GET / HTTP/1.0\r\nHost: x\r\n\r\n', 505],
    [post(`Expect: something\r\nContent-Length: ${json.length}`), 417],
  ];
  await withGateway({ mocks }, async (gateway) => {
    for (const [bytes, status] of cases) {
      const { received, closed } = await exchange(gateway, [bytes]);
      assert.deepEqual(statuses(received), [status], received.slice(0, 200));
      assert.ok(closed);
    }
  });
});

once('requests that follow each other on one connection are answered in order', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const models = 'GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n';
    const { received } = await exchange(gateway, [models + whole + whole + 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n'],
                                        { until: (text) => statuses(text).length === 4 });
    assert.deepEqual(statuses(received), [200, 200, 200, 404]);
  });
  assert.equal((await mocks.a.attempts()).length, 2);
});

once('a body in chunks reaches the upstream as one body of known length', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const first = json.slice(0, 9);
    const second = json.slice(9);
    const bytes = chunked(`9;name=value\r\n${first}\r\n${second.length.toString(16)}\r\n${second}\r\n0\r\nX-Trailer: y\r\n\r\n`);
    const { received } = await exchange(gateway, [...bytes], { until: (text) => text.includes('"usage"') });
    assert.deepEqual(statuses(received), [200]);
  });
  const { head, body } = await mocks.a.lastRequest();
  assert.equal(body, json.replace('assistant', 'model-a'));
  assert.match(head, new RegExp(`content-length: ${body.length}`, 'i'));
  assert.doesNotMatch(head, /transfer-encoding|x-trailer/i);
});

once('a caller who waits for 100 Continue gets it', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const { hostname, port } = new URL(gateway.url);
    const received = await new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(post(`Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${json.length}`, '')));
      const timer = setTimeout(() => reject(new Error(`only: ${text}`)), 5000 * scale);
      let text = '';
      socket.on('error', reject);
      socket.on('data', (bytes) => {
        text += bytes;
        if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(json);
        if (statuses(text).length === 2 && text.includes('"usage"')) { clearTimeout(timer); socket.destroy(); resolve(text); }
      });
    });
    assert.deepEqual(statuses(received), [100, 200]);
  });
});
