// What was decided while upstreams failed in every way is decided once more from the log alone, and comes out the same.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { answerCases, statusCases, transportCases } from './fault_cases.mjs';
import { Gateway, once, startMocks } from './harness.mjs';
import { checks, errorsOf } from './schema_checks.mjs';

const mocks = await startMocks();


async function ask(gateway, family, stream) {
  const chat = family === 'chat';
  const body = chat ? { model: 'assistant', stream, messages: [{ role: 'user', content: 'hello' }] } : { model: 'assistant', stream, input: 'hello' };
  const response = await fetch(`${gateway.url}/v1/${chat ? 'chat/completions' : 'responses'}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  await response.text();
}

once('every decision under every kind of fault is decided the same again', async () => {
  await mocks.reset();
  const gateway = await Gateway.start({ mocks });
  let asked = 0;
  for (const { fault } of [...statusCases, ...answerCases, ...transportCases]) {
    await mocks.a.misbehave(fault);
    for (const family of ['chat', 'responses']) {
      for (const stream of [false, true]) { await ask(gateway, family, stream); asked += 1; }
    }
  }
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });

  const whole = await run(['replay', '--config', gateway.file]);
  assert.equal(whole.stdout, `${asked} of ${asked} operations replayed, 0 decided differently\n`, whole.stderr);
  assert.equal(whole.code, 0);

  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  for (const line of lines) {
    const check = checks.get(line.kind);
    assert.ok(check(line), `${JSON.stringify(line)}: ${errorsOf(check)}`);
  }
  assert.equal(lines.filter(({ kind }) => kind === 'trace').length, asked);

  const records = await gateway.records();
  const one = await run(['replay', records[0].id, '--config', gateway.file, '--json']);
  assert.equal(JSON.parse(one.stdout).replayed, 1, one.stdout);

  const other = join(gateway.folder, 'other.toml');
  writeFileSync(other, `# not the one it ran with\n${readFileSync(gateway.file, 'utf8')}`);
  const unknown = await run(['replay', '--config', other]);
  assert.equal(unknown.code, 1, unknown.stdout);
  assert.match(unknown.stdout, /under a configuration that is not at hand, sha256:[0-9a-f]{64}/);
});
