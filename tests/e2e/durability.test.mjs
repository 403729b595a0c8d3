// With `durability = "strict"` an answer ends only when its record is on the disk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ask, formName, forms } from './asking.mjs';
import { each, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();

each('strict: whoever has the whole answer finds its record in the log', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks, server: { durability: 'strict' } }, async (gateway) => {
    const client = gateway.client(sdk);
    for (const form of forms) {
      const seen = await ask(client, form);
      assert.equal(seen.error, null, `${formName(form)}: ${seen.error}`);
      const log = readFileSync(join(gateway.state, 'log', 'current.jsonl'), 'utf8');
      assert.ok(log.includes(seen.headers.get('x-request-id')), `${formName(form)}: no record yet`);
    }
    await Promise.all(Array.from({ length: 32 }, (_, i) => ask(client, forms[i % forms.length])));
  });
  assert.equal(records.length, forms.length + 32);
  assert.ok(records.every((record) => record.outcome === 'complete'));
});
