import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chartOf } from '../chart.mjs';
import { reportOf } from '../report.mjs';
import { conditions, summarize } from '../summary.mjs';
import { asText } from '../table.mjs';
import { roundOf, workloadWith } from './runs.mjs';

const measured = workloadWith({ nginx: { atMost: 0.85 }, portkey: { atMost: 0.02 } }, { aims: { nginx: { atMost: 0.7 } } });
const rounds = Array.from({ length: 3 }, () => roundOf({ jurymast: 16, nginx: 20, portkey: 1000 }));
const tries = [rounds, rounds];
const result = {
  form: 'full', judged: true, tries: 3, tries_that_agree: 2, rounds: 3, warmupMs: 500, measuredMs: 2000, date: '2026-07-05',
  limits: { near_ns_max: 150, others_percent_max: 10, repeats_max: 2 }, cpus: { count: 2, load: 0, proxy: 1 },
  machine: { cpu: 'A <CPU>', cpus: 2, kernel: '6.1', commit: 'abc' }, versions: { jurymast: '0.1.0' },
  workloads: [
    { name: 'made_up', about: 'nothing', titles: {}, not_measured: ['haproxy'], conditions: conditions(tries.flat()), rows: summarize(measured, tries), tries },
    { name: 'loops2', about: 'two loops', not_run: '2 CPUs; it takes 4', rows: [] },
  ],
};

test('the page has each must beside what was measured, and names what was not', () => {
  const page = reportOf(result, null, 'performance');
  assert.match(page, /\| made_up \| CPU µs, Jurymast ÷ nginx \| 0\.80 \| at most 0\.85 \| met in 2 of 2 \| at most 0\.70 \|/);
  assert.match(page, /\| made_up \| CPU µs, Jurymast ÷ Portkey gateway \| 0\.016 \| at most 0\.020 \| met in 2 of 2 \|/);
  assert.match(page, /\| loops2 \|  \| not measured: 2 CPUs; it takes 4 \|/);
  assert.match(page, /Not measured: HAProxy, HTTP mode, which was not installed/);
  assert.doesNotMatch(page, /undefined|NaN|\[object/);
});

test('the terminal says what was not measured', () => {
  assert.match(asText(result.workloads[1], true), /not measured: 2 CPUs; it takes 4/);
  assert.match(asText(result.workloads[0], true), /not measured: HAProxy, HTTP mode, which is not installed/);
});

test('a figure of disturbed runs alone is not shown as one', () => {
  const disturbed = [[roundOf({ jurymast: 16, nginx: 20, portkey: 1000 }, 'disturbed')]];
  const workload = { ...result.workloads[0], rows: summarize(measured, disturbed), conditions: conditions(disturbed.flat()) };
  assert.match(chartOf({ ...result, workloads: [workload] }), /not known: every run was disturbed/);
  assert.match(asText(workload, true), /CPU µs {2}nginx +– +– .*disturbed; at most 0\.85: not known/);
});

test('the chart has a bar for everyone, a stroke for a must, and nothing that runs', () => {
  const chart = chartOf(result);
  assert.equal(chart.match(/<rect x=/g).length, 3);
  assert.match(chart, /Portkey gateway/);
  assert.match(chart, /1000, bar cut \(1000 to 1000\)/);
  assert.equal(chart.match(/class="must"/g).length, 2);
  assert.match(chart, /A &lt;CPU&gt;/);
  assert.match(chart, /prefers-color-scheme:dark/);
  assert.doesNotMatch(chart, /<script|undefined|NaN|href/);
});
