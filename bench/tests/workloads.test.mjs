import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { forms } from '../forms.mjs';
import { plainVariants, proxies } from '../proxies.mjs';
import { reasonNotToRun, requireFigures } from '../workload.mjs';
import { workloads } from '../workloads/all.mjs';
import { costs, workloadWith } from './runs.mjs';

test('every file of a workload is one of those that run, under its own name', () => {
  const files = readdirSync(new URL('../workloads/', import.meta.url)).filter((file) => !['all.mjs', 'shapes.mjs'].includes(file));
  assert.deepEqual(workloads.map(({ name }) => `${name}.mjs`).sort(), files.sort());
});

test('a workload asks only for what there is: proxies, variants, contenders of its musts', () => {
  for (const { name, contenders, variants = {}, figures } of workloads) {
    for (const { proxy } of Object.values(contenders)) assert.ok(proxy in proxies, `${name}: ${proxy}`);
    for (const variant of Object.keys(variants)) assert.ok(variant in plainVariants, `${name}: ${variant}`);
    for (const { musts = {}, aims = {} } of figures) {
      for (const contender of Object.keys({ ...musts, ...aims })) assert.ok(contender in contenders, `${name}: ${contender}`);
    }
  }
});

test('what a machine lacks is said and not passed over', () => {
  const named = (name) => workloads.find((workload) => workload.name === name);
  assert.equal(reasonNotToRun(named('loops2'), forms.full, { cpus: 2, files: 1e6 }), '2 CPUs; it takes 4');
  assert.equal(reasonNotToRun(named('loops2'), forms.full, { cpus: 4, files: 1e6 }), null);
  assert.match(reasonNotToRun(named('idle5000'), forms.full, { cpus: 2, files: 4096 }), /4096 files open; it takes 11000: raise it with ulimit -n/);
  assert.equal(reasonNotToRun(named('idle5000'), forms.smoke, { cpus: 2, files: 4096 }), null);
});

test('a figure that is missing fails the run', () => {
  const workload = workloadWith({});
  assert.doesNotThrow(() => requireFigures(workload, { jurymast: costs(10) }));
  assert.throws(() => requireFigures(workload, { jurymast: { ...costs(10), answers: 0 } }), /a figure is missing/);
  assert.throws(() => requireFigures(workload, { jurymast: { ...costs(10), cpu_ns: 0 } }), /a figure is missing/);
  assert.throws(() => requireFigures(workload, { jurymast: { answers: 1, events: 0 } }), /a figure is missing/);
});
