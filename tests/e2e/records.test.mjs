// What a running gateway writes down, held against the schemas of docs/schema, and told in the templates of reviews.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ask, forms, requestId } from './asking.mjs';
import { run } from './child.mjs';
import { eventually, freshFolder, once, sdks, startMocks, target, withGateway } from './harness.mjs';
import { checks, errorsOf } from './schema_checks.mjs';

const mocks = await startMocks();

async function linesOf(gateway) {
  const { code, stdout, stderr } = await run(['log', 'export', '--state', gateway.state]);
  assert.equal(code, 0, stderr);
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

const render = (gateway, id, form) => run(['log', 'render', id, '--as', form, '--format', 'json', '--state', gateway.state]);

once('every line that a gateway writes is what the schema of its kind says', async () => {
  await mocks.reset();
  const main = target(mocks.a.url, 'model-a', { breaker: {} });
  let gateway;
  await withGateway({ mocks, targets: { main } }, async (running) => {
    gateway = running;
    const client = gateway.client(sdks[0]);
    for (const form of forms) await ask(client, form);
    await mocks.a.misbehave({ status: 500 });
    for (let i = 0; i < 6; ++i) await ask(client, forms[0]);
    await eventually('the opened breaker in the log', async () =>
      (await linesOf(gateway)).some(({ kind, target: name, to }) => kind === 'target_state' && name === 'main' && to === 'open'));
    await fetch(`${gateway.url}/v1/nothing`);
  });
  const lines = await linesOf(gateway);
  for (const line of lines) {
    const check = checks.get(line.kind);
    assert.ok(check?.(line), `${JSON.stringify(line)}: ${check ? errorsOf(check) : 'no schema'}`);
  }
  const kinds = new Set(lines.map(({ kind }) => kind));
  for (const kind of ['boot', 'snapshot', 'sample', 'target_state', 'trace', 'operation']) assert.ok(kinds.has(kind), `no ${kind}`);
  const snapshot = lines.find(({ kind }) => kind === 'snapshot');
  assert.equal(snapshot.flags.fallback, 'on');
  assert.ok(snapshot.not_asserted.includes('availability'));
});

once('what a caller got is told in every template, and what has no place there is reported', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdks[0]);
    await mocks.a.misbehave({ status: 503 });
    const rescued = requestId(await ask(client, forms[0]));
    await mocks.a.misbehave({ status: 301 });
    await mocks.b.misbehave({ status: 301 });
    const redirected = requestId(await ask(client, forms[0]));
    await gateway.record(redirected);
    for (const form of ['a', 'b', 'c', 'd', 'e']) {
      const { code, stdout, stderr } = await render(gateway, rescued, form);
      const fits = checks.get(`template-${form}`)(JSON.parse(stdout));
      assert.equal(code, fits ? 0 : 3, `${form}: ${stderr}`);
    }
    const told = JSON.parse((await render(gateway, rescued, 'e')).stdout);
    assert.deepEqual([told.primary_model, told.actual_model, told.fallback_reason], ['model-a', 'model-b', 'overloaded']);
    const { code, stdout, stderr } = await render(gateway, redirected, 'b');
    assert.equal(code, 3);
    assert.equal(JSON.parse(stdout).status_class, '3xx');
    assert.match(stderr, /nonconforming .* status_class/);
  });
});

once('the newest signed checkpoint is there for another machine to keep, and the log is held against it', async () => {
  await mocks.reset();
  let kept;
  let gateway;
  await withGateway({ mocks }, async (running) => {
    gateway = running;
    assert.equal((await gateway.askAdmin('/checkpoint')).status, 404, 'nothing was signed yet');
    await ask(gateway.client(sdks[0]), forms[0]);
    await gateway.stop();
    await gateway.launch();
    const answer = await gateway.askAdmin('/checkpoint');
    assert.equal(answer.status, 200);
    kept = await answer.text();
  });
  assert.match(kept, /^jurymast\.log\/[0-9a-f]{16}\n\d+\n[^\n]+\n\n— /);
  const file = join(freshFolder(), 'checkpoint');
  writeFileSync(file, kept);
  const { code, stdout } = await run(['log', 'verify', '--state', gateway.state, '--checkpoint', file]);
  assert.equal(code, 0, stdout);
});
