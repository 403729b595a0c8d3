// A new configuration comes into force whole, or not at all.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, eventually, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const reload = (gateway) => gateway.askAdmin('/reload', { method: 'POST' });
const swapped = () => ({ main: target(mocks.b.url, 'model-b2') });

async function servedBy(gateway, sdk) {
  return wholeAnswerOf((await ask(gateway.client(sdk), forms[0])).text);
}

each('SIGHUP brings a new configuration into force', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    assert.equal(await servedBy(gateway, sdk), 'A');
    gateway.configure({ mocks, targets: swapped() });
    gateway.child.signal('SIGHUP');
    await eventually('an answer by the new target', async () => (await servedBy(gateway, sdk)) === 'B');
    assert.equal(JSON.parse((await mocks.b.lastRequest()).body).model, 'model-b2');
  });
});

each('the admin API reloads, and says what is wrong with a bad file', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks }, async (gateway) => {
    assert.equal(await servedBy(gateway, sdk), 'A');
    gateway.configure({ mocks, targets: swapped() });
    appendFileSync(gateway.file, '\nsurprise = true\n');
    const refused = await reload(gateway);
    assert.equal(refused.status, 422);
    assert.match((await refused.json()).error.message, /surprise/);
    gateway.child.signal('SIGHUP');
    assert.equal(await servedBy(gateway, sdk), 'A');
    gateway.write(readFileSync(gateway.file, 'utf8').replace('surprise = true', ''));
    const accepted = await reload(gateway);
    assert.equal(accepted.status, 200, await accepted.text());
    assert.equal(await servedBy(gateway, sdk), 'B');
  });
  assert.ok(records.at(-1).config > records[0].config, 'the record does not say which configuration it began with');
});

each('a request keeps the configuration it began with', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ tokens: 8, pace: '100ms' });
  const records = await withGateway({ mocks }, async (gateway) => {
    const running = ask(gateway.client(sdk), { family: 'chat_completions', stream: true });
    await eventually('the request upstream', async () => (await mocks.a.attempts()).length === 1);
    gateway.configure({ mocks, targets: swapped() });
    assert.equal((await reload(gateway)).status, 200);
    assert.equal(await servedBy(gateway, sdk), 'B');
    assert.equal(wholeAnswerOf((await running).text), 'A');
  });
  assert.equal(records.length, 2);
});

each('reloads under load never mix two configurations', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks, route: { mode: 'off' } }, async (gateway) => {
    const client = gateway.client(sdk);
    const wanted = { 'model-a': 'A', 'model-b2': 'B' };
    let stop = false;
    const load = Array.from({ length: 4 }, async () => {
      let served = 0;
      while (!stop) {
        const seen = await ask(client, forms[0]);
        assert.equal(seen.error, null, String(seen.error));
        assert.equal(wholeAnswerOf(seen.text), wanted[seen.answer.model], `${seen.answer.model} answered ${seen.text}`);
        ++served;
      }
      return served;
    });
    for (let i = 0; i < 30; ++i) {
      gateway.configure({ mocks, route: { mode: 'off' }, targets: i % 2 === 0 ? swapped() : {} });
      if (i % 5 === 4) appendFileSync(gateway.file, '[targets.broken]\n');
      assert.equal((await reload(gateway)).status, i % 5 === 4 ? 422 : 200);
    }
    stop = true;
    for (const served of await Promise.all(load)) assert.ok(served > 0);
  });
});
