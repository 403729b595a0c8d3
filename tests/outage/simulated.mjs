// The simulator's side of a row: the same calls, the same fault and the gateway's own configuration, played in virtual time seed after seed.
import { writeFileSync } from 'node:fs';

import { Child, scale } from '../e2e/child.mjs';

/** So many that a run of the same world hardly ever falls outside all of them. */
const seeds = 101;
/** Whole seconds are for reports; the least time that a scenario goes on is the simulator's own bound. */
const afterwardsMsMin = 5000;
/** The simulator's provider in health; it has more slots than any row fills. */
const healthy = { tokens: 8, first_token: '50ms', token_gap: '5ms', slots: 100000 };

/** A row has none where it says so itself; and an instrumented binary takes time where the simulator's gateway takes none. */
export const hasDouble = (form, row) => scale === 1 && row.simulated(form) !== null;

const duration = (ms) => `${Math.round(ms * 1000)}us`;

/** The scenario file of a row; `row.simulated` says which outage it is, and how the provider is where it is another than the healthy one. */
export function scenarioText(form, row) {
  const { scenario, ...provider } = row.simulated(form);
  const keys = {
    scenario, call_every: duration(row.intervalMs(form)), sdk_retries: row.retries, answers: row.buffered ? 'buffered' : 'by_turns',
    ...healthy, ...provider,
    fault_begin: duration(form.ms(row.warmupMs)), fault_length: duration(form.ms(row.faultMs)),
    afterwards: duration(Math.max(afterwardsMsMin, form.ms(row.afterMs))),
  };
  return Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('');
}

/** The attempts at each target while the fault stood: `{ main: { least, median, most } }`. Runs behind what is being measured meanwhile. */
export async function simulate(form, row, configuration) {
  const file = `${configuration}.scenario.toml`;
  writeFileSync(file, scenarioText(form, row));
  const asked = ['simulate', '--config', configuration, '--route', 'chat', '--scenario', file, '--seeds', String(seeds), '--format', 'json'];
  const child = new Child(asked, { under: ['nice', '-n', '19'] });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`the simulator ended with ${code} on ${row.name}: ${child.stdout}${child.stderr}`);
  const [outage] = JSON.parse(child.stdout).scenarios;
  return Object.fromEntries(outage.targets.map((target) => [target.name, target.attempts_in_fault]));
}
