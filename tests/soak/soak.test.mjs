// Mixed traffic without end, while the gateway is reloaded and moved about: nothing may grow, and nobody may meet an error that no mock made.
import assert from 'node:assert/strict';
import { createReadStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

import { eventually, Gateway, scale, startMocks } from '../e2e/harness.mjs';
import { keepChanging } from './changes.mjs';
import { boundsAfter, chosenForm } from './forms.mjs';
import { keepSampling, sample } from './samples.mjs';
import { settingsOf } from './settings.mjs';
import { Traffic } from './traffic.mjs';
import { judgeGrowth, judgeRecords, leakSeenBytes } from './verdict.mjs';

const form = chosenForm();
const mocks = await startMocks();
const settings = await settingsOf(mocks);
const result = { form: form.name, calls: {}, changes: 0 };
const calmWithinMs = 60000 * scale;
/** The connection over which it is asked, and one that is just being closed. */
const atRestMore = 2;

/** Ids of all operations in the log, which may be larger than what fits into memory. */
async function recordedIds(gateway) {
  const folder = join(gateway.state, 'log');
  const ids = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      if (line.startsWith('{"v":1,"kind":"operation"')) ids.push(JSON.parse(line).id);
    }
  }
  return ids;
}

/** What was open before the first call, and what is once the last connection has been let go of; null where nobody waits for that. */
async function descriptorsAtRest(gateway, before) {
  if (form.restWithinMs === null) return null;
  let after;
  const isCalm = async () => {
    after = (await sample(gateway)).descriptors;
    return after <= before + atRestMore;
  };
  const calm = await eventually('connections to be let go of', isCalm, { within: form.restWithinMs * scale, every: 1000 }).catch(() => false);
  return { before, after, verdict: calm ? 'pass' : 'fail' };
}

async function runAll(gateway) {
  const before = (await sample(gateway)).descriptors;
  const traffic = new Traffic(gateway, form.perSecond);
  let over = false;
  const stopping = () => over;
  // Whoever ends first, well or badly, ends the others.
  const [changes, samples] = await Promise.all([
    keepChanging(gateway, settings, { everyMs: form.changeEveryMs * scale, stopping }),
    keepSampling(gateway, { everyMs: form.sampleEveryMs, stopping }),
    traffic.run(form.lastsMs, stopping),
  ].map((part) => part.finally(() => { over = true; })));
  Object.assign(result, { calls: traffic.counts, changes, samples: samples.length, log_bytes: samples.at(-1).log_bytes });
  const bounds = boundsAfter(form, traffic.remembered);
  result.growth = judgeGrowth(samples, bounds);
  result.sampled = samples;
  result.leak_seen_bytes = bounds.anonymous_bytes === undefined ? null : leakSeenBytes(bounds.anonymous_bytes, traffic.calls);
  await eventually('the last operation to end', async () => (await sample(gateway)).open_operations === 0, { within: calmWithinMs, every: 100 });
  result.at_rest = await descriptorsAtRest(gateway, before);
  return traffic;
}

function asText({ calls, changes, samples, growth, at_rest: atRest, leak_seen_bytes: leak, records, wrong, log_bytes: log }) {
  const rows = growth.map(({ figure, second, last, bound, verdict }) => `  ${figure.padEnd(16)} ${second} → ${last}, may grow by ${bound}: ${verdict}`);
  return [
    `soak, ${form.name}: ${Object.entries(calls).map(([alias, count]) => `${count} ${alias}`).join(', ')}; ${changes} changes, ${samples} samples`,
    ...rows, `  descriptors at rest: ${atRest === null ? 'not waited for' : `${atRest.before} → ${atRest.after}, ${atRest.verdict}`}`, `  records ${records.records} for ${records.calls} calls: ${records.verdict}; ${wrong} calls had another end than they had to have`,
    `  ${leak === null ? 'memory is not judged here' : `${leak} bytes left behind by each request would have been seen`}; the log took ${log} bytes`,
  ].join('\n');
}

test(`nothing grows under mixed traffic (${form.name})`, { timeout: form.lastsMs * 2 + 240000 * scale }, async () => {
  const gateway = await Gateway.start(settings);
  let traffic;
  try {
    traffic = await runAll(gateway);
  } catch (error) {
    error.message += `\nthe gateway said: ${gateway.child.stderr.slice(-2000)}`;
    throw error;
  } finally {
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null }, gateway.child.stderr.slice(-4000));
  }
  await gateway.verified();
  result.records = judgeRecords({ calls: traffic.calls, ids: traffic.ids, recorded: await recordedIds(gateway) });
  Object.assign(result, { wrong: traffic.wrong, complaints: traffic.complaints });
  mkdirSync(dirname(form.result), { recursive: true });
  writeFileSync(form.result, `${JSON.stringify(result, null, 1)}\n`);
  after(() => console.log(asText(result)));
  assert.equal(traffic.wrong, 0, traffic.complaints.join('\n'));
  assert.equal(result.records.verdict, 'pass', JSON.stringify(result.records));
  assert.notEqual(result.at_rest?.verdict, 'fail', JSON.stringify(result.at_rest));
  for (const one of result.growth) assert.equal(one.verdict, 'pass', JSON.stringify(one));
});
