// Golden records and renderings against the schemas of docs/schema, by a validator that is not ours.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { checks, errorsOf, isGateReport } from './schema_checks.mjs';

const golden = new URL('../golden/render/', import.meta.url);

const lines = readFileSync(new URL('lines.jsonl', golden), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const renderings = readdirSync(golden).filter((file) => file.endsWith('.json'));

test('a line of every kind is what the schema of its kind says', () => {
  const kinds = new Set();
  for (const line of lines) {
    const check = checks.get(line.kind);
    assert.ok(check, `no schema for kind ${line.kind}`);
    assert.ok(check(line), `${line.kind} ${line.seq}: ${errorsOf(check)}`);
    kinds.add(line.kind);
  }
  assert.deepEqual([...checks.keys()].filter((name) => !name.startsWith('template-') && !kinds.has(name)), [], 'every schema has a line');
});

test('a line with a member too many, too few or of another type is not', () => {
  for (const line of lines) {
    const check = checks.get(line.kind);
    assert.ok(!check({ ...line, prompt: 'Tell me' }), `${line.kind} takes a prompt`);
    assert.ok(!check({ ...line, ts: 'yesterday' }), `${line.kind} takes any time`);
    const { ts, ...without } = line;
    assert.ok(!check(without), `${line.kind} does without its time ${ts}`);
  }
});

test('a line of which nothing is left but its kind and id says so, and is whole', () => {
  const erased = { v: 1, kind: 'operation', seq: 7, id: lines.at(-1).id, redaction: { status: 'quarantined', erased: [''], hits: { known_secret: 1 } }, crc: '00000000' };
  assert.ok(checks.get('operation')(erased), errorsOf(checks.get('operation')));
  delete erased.redaction.erased;
  assert.ok(!checks.get('operation')(erased));
});

test('a rendering is what its template says, exactly where nothing was reported', () => {
  assert.ok(renderings.length >= 20);
  let reported = 0;
  for (const file of renderings) {
    for (const [form, { fields, nonconforming }] of Object.entries(JSON.parse(readFileSync(new URL(file, golden))))) {
      const check = checks.get(`template-${form}`);
      check(fields);
      const objections = [...new Set((check.errors ?? []).map((error) => error.instancePath.slice(1)))].sort();
      assert.deepEqual(objections, Object.keys(nonconforming).sort(), `${file} as ${form}`);
      reported += objections.length;
    }
  }
  assert.ok(reported > 0, 'some values have no place in a template');
});

test('the fields of a rendering stand in the template’s order', () => {
  for (const file of renderings) {
    for (const [form, { fields }] of Object.entries(JSON.parse(readFileSync(new URL(file, golden))))) {
      assert.deepEqual(Object.keys(fields), Object.keys(checks.get(`template-${form}`).schema.properties), `${file} as ${form}`);
    }
  }
});

test('a verdict is what its schema says, and is none without what it does not assert', () => {
  for (const name of ['promote', 'hold', 'investigate']) {
    const report = JSON.parse(readFileSync(new URL(`../golden/gate/${name}.json`, import.meta.url)));
    assert.ok(isGateReport(report), `${name}: ${errorsOf(isGateReport)}`);
    assert.equal(isGateReport({ ...report, not_asserted: [] }), false);
    assert.equal(isGateReport({ ...report, verdict: 'approved' }), false);
  }
});
