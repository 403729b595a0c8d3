// Reloads without end under load: every request is served by the target, the key and the model of one configuration, and its record names that one.
// RELOADS=1000 is the long form.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { configText, scale, startMocks, target, withGateway } from './harness.mjs';
import { isWhole, SteadyLoad } from './steady_load.mjs';

const reloads = Number(process.env.RELOADS ?? 100);
const long = reloads >= 1000;
const everyMs = long ? 2 : 5;
/** Some requests begin under each configuration. */
const pauseMs = 15;
/** One in so many is broken. */
const brokenEvery = long ? 20 : 10;
/** The mock keeps the newest 10 000 attempts; they are taken from it well before that. */
const takeEvery = 100;
/** More than the load can ever have running, so that a machine that is busy only takes longer. */
const roomy = 20000;
const timeout = (120000 + reloads * 200) * scale;

const mocks = await startMocks();
const pairs = [mocks.a, mocks.b].map((mock, index) => ({
  mock, tag: mock.tag, model: `model-${mock.tag}`, key: `key-of-${mock.tag}-${index}`, origin: new URL(mock.url).host,
}));
const pairOf = (tag) => pairs.find((pair) => pair.tag === tag);
const authorization = ({ key }) => createHash('sha256').update(`Bearer ${key}`).digest('hex').slice(0, 8);
const env = Object.fromEntries(pairs.map(({ tag, key }) => [`KEY_${tag}`, key]));
const settingsOf = ({ mock, tag, model }) => ({
  mocks, server: { trace: false, max_inflight: roomy }, route: { mode: 'off', fallback: [] },
  targets: { main: target(mock.url, model, { api_key: { env: `KEY_${tag}` }, max_inflight: roomy }) },
});

/** What makes a configuration unusable, and what the refusal must say; most name the line. */
const breakages = [
  [(text) => `${text}\nsurprise = true\n`, /:\d+:\d+: .*surprise/],
  [(text) => text.replace('primary = "main"', 'primary = "nobody"'), /:\d+:\d+: .*nobody/],
  [(text) => text.replace(/^base_url/m, 'base_uri'), /:\d+:\d+: .*base_uri/],
  [(text) => text.replace(/^model = .*$/m, 'model = "'), /:\d+:\d+: /],
  [(text) => text.replace(/KEY_[AB]/, 'KEY_THAT_IS_NOT_SET'), /:\d+:\d+: .*KEY_THAT_IS_NOT_SET/],
  [(text) => text.replace('"staging"', '"production"'), /server\.environment/],
];

const reload = (gateway) => gateway.askAdmin('/reload', { method: 'POST' });

/** Reloads over and over; gives the pair of each version that came into force, and how many were refused. */
async function reloadAll(gateway, attempts) {
  const versions = new Map([[1, 'A']]);
  let refused = 0;
  for (let turn = 1; turn <= reloads; ++turn) {
    const pair = pairs[turn % 2];
    gateway.configure(settingsOf(pair));
    const answer = await reload(gateway);
    const { message } = await answer.json();
    assert.equal(answer.status, 200, message);
    versions.set(Number(/^version (\d+)/.exec(message)[1]), pair.tag);
    if (turn % brokenEvery === 0) await refuse(gateway, pairs[(turn + 1) % 2], breakages[refused++ % breakages.length]);
    if (turn % takeEvery === 0) await takeAttempts(attempts);
    await sleep(pauseMs);
  }
  return { versions, refused };
}

/** The other pair in a file that is broken: it is refused with its reason, and the file that follows is read as if nothing had been. */
async function refuse(gateway, pair, [spoil, reason]) {
  const server = { state: gateway.state, trace: false, max_inflight: roomy };
  gateway.configure({ text: spoil(configText({ ...settingsOf(pair), server })) });
  const answer = await reload(gateway);
  const { error } = await answer.json();
  assert.equal(answer.status, 422, error?.message);
  assert.match(error.message, reason);
}

async function takeAttempts(attempts) {
  for (const { mock } of pairs) {
    for (const attempt of await mock.attempts()) attempts.set(`${mock.tag}${attempt.n}`, { ...attempt, tag: mock.tag });
  }
}

/** What providers saw: each its own model under its own key. */
function assertNothingMixed(attempts) {
  for (const { tag, model, authorization_digest: digest } of attempts.values()) {
    assert.equal(`${tag} ${model} ${digest}`, `${tag} ${pairOf(tag).model} ${authorization(pairOf(tag))}`);
  }
}

/** Each version's snapshot in the log is one whole pair, and each pair has one digest. */
function assertSnapshots(lines, versions) {
  const digests = new Map();
  const snapshots = lines.filter(({ kind }) => kind === 'snapshot');
  assert.equal(snapshots.length, versions.size);
  for (const { config, digest, targets } of snapshots) {
    const { origin, model, tag } = pairOf(versions.get(config));
    const main = targets.find(({ name }) => name === 'main');
    assert.deepEqual([main.origin, main.model], [origin, model], `version ${config}`);
    assert.equal(digests.get(tag) ?? digest, digest, `two digests of pair ${tag}`);
    digests.set(tag, digest);
  }
  assert.equal(new Set(digests.values()).size, 2);
}

const title = 'reloads without end under load: each request has target, key and model of one configuration, and its record names it';
test(title, { timeout }, async (t) => {
  const attempts = new Map();
  let gateway;
  let calls;
  let done;
  const records = await withGateway({ ...settingsOf(pairs[0]), env }, async (running) => {
    gateway = running;
    const load = new SteadyLoad(gateway.url, { everyMs, stream: (number) => number % 2 === 0 }).start();
    try {
      done = await reloadAll(gateway, attempts);
    } finally {
      await load.stop();
      load.close();
    }
    calls = load.calls;
    await takeAttempts(attempts);
  });
  assertNothingMixed(attempts);
  const byId = new Map(records.map((record) => [record.id, record]));
  const served = { A: 0, B: 0 };
  for (const call of calls) {
    assert.ok(isWhole(call), `${call.status} ${call.error} ${call.text}`);
    const [, tag] = /"content":"([AB])-/.exec(call.text);
    assert.equal(done.versions.get(byId.get(call.id).config), tag, `the record of ${call.id} names another configuration than served it`);
    ++served[tag];
  }
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assertSnapshots(lines, done.versions);
  assert.equal(lines.filter(({ kind, accepted }) => kind === 'config' && !accepted).length, done.refused);
  assert.ok(served.A > 0 && served.B > 0, 'only one configuration ever served');
  t.diagnostic(`${reloads} reloads and ${done.refused} broken files during ${calls.length} calls, ${served.A} by A and ${served.B} by B`);
});
