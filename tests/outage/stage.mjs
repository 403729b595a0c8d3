// One run of a row in one part: upstreams, a gateway, the load and the outage; what is left of it is the evidence.
import { setTimeout as sleep } from 'node:timers/promises';

import { Gateway, Mock, eventually } from '../e2e/harness.mjs';
import { BusyMachine, latenessMs, latenessMsMax, load } from './callers.mjs';
import { startDeafRelay } from './deaf_relay.mjs';
import { ProviderLog } from './provider_log.mjs';
import { settingsOf } from './settings.mjs';
import { hasDouble, simulate } from './simulated.mjs';

/** The answers of a provider in health: 8 tokens in about a tenth of a second. */
const healthyPace = ['--first-token', '50ms', '--token-every', '5ms'];

async function startProviders(row) {
  const main = await Mock.start('A', row.mock ?? healthyPace);
  const spare = await Mock.start('B', healthyPace);
  const relay = row.deaf ? await startDeafRelay(main.url) : null;
  const stop = async () => { await relay?.stop(); await main.stop(); await spare.stop(); };
  return { main, spare, urls: { main: relay?.url ?? main.url, spare: spare.url }, stop };
}

/** Attempts that no provider could see, since nobody listened: by the gateway's records. */
function attemptsOfRecords(records, target) {
  return records.flatMap((record) => (record.attempts ?? []).filter((attempt) => attempt.target === target).map((attempt) => {
    const at = Date.parse(record.ts) + (attempt.at_us ?? 0) / 1000;
    return { at, ended: at + (attempt.elapsed_us ?? 0) / 1000, id: record.id, status: attempt.status ?? 0, whole: attempt.class === 'ok' };
  })).sort((a, b) => a.at - b.at);
}

/** The records may stand in for the provider's log only if they hold every attempt that did reach it. */
function checkRecordsHold(recorded, seen) {
  const counted = new Map();
  for (const { id } of recorded) counted.set(id, (counted.get(id) ?? 0) + 1);
  for (const { n, id } of seen) {
    const left = counted.get(id) ?? 0;
    if (left === 0) throw new Error(`the provider saw attempt ${n} for ${id}, and the gateway's record does not tell of it`);
    counted.set(id, left - 1);
  }
}

/** The script of a row, told when the load begins; notes when the fault began and ended. */
async function play({ form, row, providers }) {
  const fault = {};
  await sleep(form.ms(row.warmupMs));
  fault.from = Date.now();
  await row.script({ form, main: providers.main, spare: providers.spare });
  fault.until = Date.now();
  return fault;
}

async function collect({ form, row, part, providers, gateway }) {
  const logs = { main: new ProviderLog(providers.main), spare: new ProviderLog(providers.spare) };
  if (row.longLog) for (const log of Object.values(logs)) log.follow();
  const lastsMs = form.ms(row.warmupMs + row.faultMs + (part === 'baseline' ? row.baselineAfterMs ?? row.afterMs : row.afterMs));
  const callers = { retries: row.retries, advised: part === 'protected', buffered: row.buffered, tokens: row.tokens ?? 8 };
  const [calls, fault] = await Promise.all([
    load(gateway.url, { intervalMs: row.intervalMs(form), lastsMs, ...callers }),
    play({ form, row, providers }),
  ]);
  // A provider that was down for good until now is asked once it listens again.
  await eventually('the primary to listen', () => fetch(`${providers.main.url}/_mock`).then((answer) => answer.ok, () => false));
  return { calls, fault, attempts: { main: await logs.main.finish(), spare: await logs.spare.finish() } };
}

/** Runs a row in one part and gives its evidence: `calls`, `attempts` by target, `records`, `fault`, `startedAt`, `simulated`. */
export async function stage(form, row, part) {
  const providers = await startProviders(row);
  try {
    const startedAt = Date.now();
    const gateway = await Gateway.start(settingsOf({ form, part, row, urls: providers.urls }));
    let evidence;
    try {
      evidence = await collect({ form, row, part, providers, gateway });
    } catch (error) {
      error.message += `\nthe gateway said: ${gateway.child.stderr.slice(-2000)}`;
      throw error;
    } finally {
      const end = await gateway.stop();
      if (end.code !== 0) throw new Error(`the gateway ended with ${end.code ?? end.signal}: ${gateway.child.stderr.slice(-2000)}`);
    }
    const records = await gateway.records();
    if (row.unseen) {
      const recorded = attemptsOfRecords(records, 'main');
      checkRecordsHold(recorded, evidence.attempts.main);
      evidence.attempts.main = recorded;
    }
    const late = latenessMs(evidence.calls);
    if (late > latenessMsMax) throw new BusyMachine(`the load started ${Math.round(late)} ms late: this machine is too busy to measure on`);
    // The baseline's callers are told nothing by the gateway, which no configuration can say: the protected part alone has a double.
    const simulated = part === 'protected' && hasDouble(form, row) ? await simulate(form, row, gateway.file) : null;
    return { ...evidence, records, startedAt, part, late, simulated };
  } finally {
    await providers.stop();
  }
}
