// Outages of upstreams against the running binary: each with the baseline beside it, under the same script and at the same time. Ends in a table.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { after, describe, test } from 'node:test';

import { binary, scale } from '../e2e/child.mjs';
import { BusyMachine } from './callers.mjs';
import { chosenForm } from './forms.mjs';
import { brownOuts } from './rows/brown_out.mjs';
import { asSimulated, isGood, judge } from './rows/figure.mjs';
import { flappingTarget } from './rows/flapping_target.mjs';
import { hardOutages } from './rows/hard_outages.mjs';
import { sdkRetries } from './rows/sdk_retries.mjs';
import { sparseTraffic } from './rows/sparse_traffic.mjs';
import { hasDouble } from './simulated.mjs';
import { stage } from './stage.mjs';
import { asText } from './table.mjs';

const form = chosenForm();
/** The longest first, so that the lanes end together; the table has them by name. */
const all = [...brownOuts, ...flappingTarget, ...sparseTraffic, ...hardOutages, ...sdkRetries];
const isChosen = ({ name }) => form.rows === null || form.rows.some((row) => row === name || row === name.split(' ')[0]);
const chosen = all.filter(isChosen);
if (chosen.length === 0) throw new Error(`no row of that name; there are: ${all.map(({ name }) => name).join(', ')}`);
const results = [];

/** The figures that a row's double in the simulator stands beside. */
function agreements(row) {
  if (!hasDouble(form, row)) return [];
  return [asSimulated('main', 'primary'), ...(row.secondary ? [asSimulated('spare', 'secondary')] : [])];
}

async function measure(row) {
  const parts = ['protected', 'baseline'];
  const staged = await Promise.all(parts.map((part) => stage(form, row, part)));
  const evidence = Object.fromEntries(parts.map((part, i) => [part, staged[i]]));
  if (form.keep) writeFileSync(`${form.result}.${row.name.replace(' ', '_')}`, JSON.stringify(evidence));
  return [...row.figures(form), ...agreements(row)].map((figure) => judge(figure, evidence));
}

/** A row that the machine itself disturbed is measured again; one that stays disturbed fails. */
async function measureUndisturbed(row) {
  for (let left = 2; ; --left) {
    try {
      return await measure(row);
    } catch (error) {
      if (!(error instanceof BusyMachine) || left === 0) throw error;
    }
  }
}

async function runRow(row) {
  const result = { name: row.name, story: row.story };
  results.push(result);
  try {
    result.figures = await measureUndisturbed(row);
  } catch (error) {
    result.failure = error.message;
    throw error;
  }
  const wrong = result.figures.filter((figure) => !isGood(figure)).map(({ name, verdict }) => `${name}: ${verdict}`);
  assert.ok(wrong.length === 0, wrong.join('; '));
}

/** What was measured: a commit would name the sources of today, not those of a binary that was built before. */
const digestOfBinary = () => createHash('sha256').update(readFileSync(binary)).digest('hex').slice(0, 16);

mkdirSync(dirname(form.result), { recursive: true });
describe('outages', { concurrency: form.lanes }, () => {
  for (const row of chosen) test(`${row.name}: ${row.story}`, { timeout: 400000 * scale }, () => runRow(row));
});

after(() => {
  results.sort((a, b) => (a.name < b.name ? -1 : 1));
  const machine = { cpu: cpus()[0].model.trim(), cpus: cpus().length };
  const result = { form: form.name, at: new Date().toISOString(), binary: digestOfBinary(), machine, rows: results };
  writeFileSync(form.result, `${JSON.stringify(result, null, 1)}\n`);
  process.on('exit', () => console.log(`\n${asText(result)}\n`));
});
