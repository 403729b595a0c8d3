// Raw bytes against the rules of HTTP/1.1: what could be read in two ways is refused and its connection closed, what is legal and odd
// is served once, and the upstream never sees more requests than were accepted, each framed by its length alone.
// MUTANTS=1000000 gives the long form of the last test, SEED=n another run of all that is left to chance.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Dice } from './dice.mjs';
import { framingCases } from './framing_cases.mjs';
import { once, scale, target, withGateway } from './harness.mjs';
import { body, chunked, forwarded, hex, post, refused, served, whole, withField, withTarget } from './messages.mjs';
import { MutantRun } from './mutants.mjs';
import { exchange, latin1, statuses } from './raw_client.mjs';
import { syntaxCases } from './syntax_cases.mjs';
import { Witness } from './witness.mjs';

const witness = await Witness.start();
const settings = () => ({ mocks: { a: witness, b: witness }, targets: { main: target(witness.url, 'model-a'), spare: target(witness.url, 'model-a') },
                          server: { loops: 1 } });
const seed = Number(process.env.SEED ?? 20240917);
const cases = [...syntaxCases, ...framingCases];
const cutsMax = 4;

const followerBody = body.replace('hello', 'follower');
/** What comes behind each probe on its connection: served where the probe left the connection in step, else never. */
const follower = post(`Connection: close\r\nContent-Length: ${followerBody.length}`, followerBody);

/** Sends the probe in pieces and checks everything that may come of it, at the caller's end and upstream. */
async function probe(gateway, pieces, expectation) {
  witness.forget();
  const { ends = false, closes } = expectation;
  const result = await exchange(gateway.url, ends ? pieces : [...pieces.slice(0, -1), `${pieces.at(-1)}${follower}`], { ends });
  const follows = closes ? 0 : 1;
  const answers = [...expectation.answers, ...Array(follows).fill(200)];
  assert.deepEqual(statuses(result), answers, result.received.slice(0, 600));
  assert.ok(result.closed, 'the connection stayed open');
  assert.equal(result.rest, '', 'bytes that are no answer');
  const seen = witness.requests.map((request) => request.body.toString('latin1'));
  assert.equal(seen.length, expectation.upstream + follows, `upstream saw ${JSON.stringify(seen)}`);
  if (follows) assert.equal(seen.pop(), forwarded(followerBody));
  for (const text of seen) assert.equal(text, forwarded());
  for (const answer of result.answers.filter(({ status }) => status >= 400)) {
    const { error } = JSON.parse(answer.body);
    for (const member of ['message', 'type', 'code']) assert.equal(typeof error[member], 'string', answer.body);
  }
  assert.deepEqual(witness.complaints, []);
}

once('every rule of the syntax and framing is kept, and nothing is smuggled', async (t) => {
  t.diagnostic(`${cases.length} probes, ${new Set(cases.map(([rule]) => rule)).size} rules`);
  assert.equal(new Set(cases.map(([, name]) => name)).size, cases.length, 'two probes of one name');
  const records = await withGateway(settings(), async (gateway) => {
    for (const [rule, name, bytes, expectation] of cases) {
      await t.test(`${rule}: ${name}`, () => probe(gateway, [bytes], expectation));
    }
  });
  const refusals = records.filter((record) => record.outcome === 'refused').length;
  const expected = cases.flatMap(([, , , { answers }]) => answers).filter((status) => status >= 400).length;
  assert.equal(refusals, expected, 'every refusal has its record');
});

once('it makes no difference how a message was cut into pieces', async (t) => {
  const dice = new Dice(seed);
  t.diagnostic(`seed ${seed}`);
  await withGateway(settings(), async (gateway) => {
    for (const text of [whole, chunked(`3\r\n${body.slice(0, 3)}\r\n${hex(body.slice(3))};a=b\r\n${body.slice(3)}\r\n0\r\nX-A: b\r\n\r\n`)]) {
      await probe(gateway, [...text], served);
      for (let at = 1; at < text.length; at++) await probe(gateway, [text.slice(0, at), text.slice(at)], served);
    }
    for (const [rule, name, bytes, expectation] of cases) {
      const places = [0, bytes.length, ...dice.many(dice.below(cutsMax) + 1, () => dice.below(bytes.length))].sort((a, b) => a - b);
      const pieces = places.slice(1).map((end, index) => bytes.slice(places[index], end)).filter(Boolean);
      await probe(gateway, pieces, expectation).catch((error) => {
        error.message = `${rule}: ${name}, seed ${seed}, pieces ${JSON.stringify(pieces)}\n${error.message}`;
        throw error;
      });
    }
  });
});

const KiB = 1024;
const filled = (size, text) => text.replace('hello', 'x'.repeat(size - text.length + 5));
/** A head of exactly `size` bytes, filled up with fields that are each within their own limit. */
function headOf(size) {
  const empty = withField('X-A: ', 'X-B: ', 'X-C: ').length - body.length;
  const share = Math.floor((size - empty) / 3);
  return withField(`X-A: ${'a'.repeat(share)}`, `X-B: ${'b'.repeat(share)}`, `X-C: ${'c'.repeat(size - empty - 2 * share)}`);
}
const otherFields = 3;
const bodyMax = 20 * KiB * KiB;

const limits = [
  ['a target of 8 KiB', (size) => withTarget(`/v1/chat/completions?${'a'.repeat(size - 21)}`), 8 * KiB, 414],
  ['a field of 16 KiB', (size) => withField(`X-A: ${'a'.repeat(size - 5)}`), 16 * KiB, 431],
  ['100 fields', (count) => withField(...Array(count - otherFields).fill('X-A: b')), 100, 431],
  ['a head of 32 KiB', headOf, 32 * KiB, 431],
  ['a line of 256 bytes before a chunk', (size) => chunked(`${hex(body)};${'a'.repeat(size - 1 - hex(body).length)}\r\n${body}\r\n0\r\n\r\n`), 256, 400],
];

once('each limit holds at its last byte', async (t) => {
  await withGateway(settings(), async (gateway) => {
    for (const [name, make, most, status] of limits) {
      await t.test(name, async () => {
        await probe(gateway, [make(most)], served);
        await probe(gateway, [make(most + 1)], refused(status));
      });
    }
    await t.test('a head that never ends', () => probe(gateway, [whole.slice(0, -body.length - 2) + 'X-A: b\r\n'.repeat(5 * KiB)], refused(431)));
    await t.test('a start line that never ends', () => probe(gateway, ['A'.repeat(33 * KiB)], refused(414)));
    await t.test('a body of 20 MiB', () => checkBodyLimit(gateway));
  });
});

/** Bodies at and beyond the limit, in both framings. */
async function checkBodyLimit(gateway) {
  const measured = (text) => [latin1(post(`Connection: close\r\nContent-Length: ${text.length}`, '')), latin1(text)];
  const inChunks = (text) => [latin1(post('Connection: close\r\nTransfer-Encoding: chunked', `${hex(text)}\r\n`)), latin1(`${text}\r\n0\r\n\r\n`)];
  for (const frame of [measured, inChunks]) {
    for (const [size, status] of [[bodyMax, 200], [bodyMax + 1, 413]]) {
      witness.forget();
      const text = filled(size, body);
      const result = await exchange(gateway.url, frame(text), { within: 20000 });
      assert.deepEqual(statuses(result), [status]);
      assert.ok(result.closed);
      assert.deepEqual(witness.requests.map((request) => request.body.equals(latin1(forwarded(text)))), status === 200 ? [true] : []);
    }
  }
  assert.deepEqual(witness.complaints, []);
}

once('a caller who waits for 100 Continue gets it once, and only where the body is wanted', async () => {
  await withGateway(settings(), async (gateway) => {
    const waiting = (length) => post(`Expect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}`, '');
    const asked = await exchange(gateway.url, [waiting(body.length)], { enough: (text) => text === 'HTTP/1.1 100 Continue\r\n\r\n' });
    assert.deepEqual(statuses(asked), [100]);
    witness.forget();
    const sent = await exchange(gateway.url, [waiting(body.length), '', '', body]);
    assert.equal(statuses(sent).at(-1), 200);
    assert.ok(statuses(sent).length <= 2, sent.received);
    assert.equal(witness.requests.length, 1);
    assert.deepEqual(statuses(await exchange(gateway.url, [waiting(bodyMax + 1)])), [413]);
    assert.deepEqual(statuses(await exchange(gateway.url, [waiting(5).replace('/v1/chat', '/nowhere')])), [404]);
  });
});

const mutants = Number(process.env.MUTANTS ?? 2000);
const mutantMsMax = 10;

test('whatever bytes are changed, as many requests go upstream as are answered from there',
     { timeout: (60000 + mutants * mutantMsMax) * scale }, async (t) => {
  const run = new MutantRun({ seed, witness, count: mutants });
  t.diagnostic(`seed ${seed}`);
  await withGateway(settings(), async (gateway) => {
    await run.all(gateway);
    assert.ok(!gateway.child.ended, 'the gateway ended');
  });
  t.diagnostic(run.summary());
});
