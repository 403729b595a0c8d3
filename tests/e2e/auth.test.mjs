// Who may call, and what no upstream ever sees.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { ask, forms } from './asking.mjs';
import { each, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const clientKey = 'jm-client-7c2f9be0a1';
const providerKey = 'sk-provider-51d0c39e';
const settings = () => ({
  mocks,
  clients: { web: { key: { env: 'E2E_CLIENT_KEY' } } },
  targets: { main: target(mocks.a.url, 'model-a', { api_key: { env: 'E2E_PROVIDER_KEY' } }) },
  env: { E2E_CLIENT_KEY: clientKey, E2E_PROVIDER_KEY: providerKey },
});

each('a caller without a key of ours is turned away before any upstream', async (sdk) => {
  await mocks.reset();
  const records = await withGateway(settings(), async (gateway) => {
    for (const form of forms) {
      const seen = await ask(gateway.client(sdk, { apiKey: 'wrong' }), form);
      assert.ok(seen.error instanceof sdk.OpenAI.AuthenticationError, String(seen.error));
      assert.equal(seen.error.code, 'client_auth');
    }
    const none = await fetch(`${gateway.url}/v1/models`);
    assert.equal(none.status, 401);
  });
  assert.equal((await mocks.a.attempts()).length, 0);
  for (const record of records) assert.equal(record.refusal, 'client_auth');
});

each('a caller with a key is served, and the upstream sees no key but the provider’s', async (sdk) => {
  await mocks.reset();
  const records = await withGateway(settings(), async (gateway) => {
    const seen = await ask(gateway.client(sdk, { apiKey: clientKey }), forms[0]);
    assert.equal(seen.error, null, String(seen.error));
    const { head } = await mocks.a.lastRequest();
    assert.ok(head.toLowerCase().includes(`authorization: bearer ${providerKey}`.toLowerCase()), 'no provider key');
    assert.ok(!head.includes(clientKey), 'the client key went upstream');
    const everything = gateway.child.stdout + gateway.child.stderr + await gateway.metrics();
    for (const key of [clientKey, providerKey]) {
      assert.ok(!everything.includes(key));
      assert.ok(!everything.includes(Buffer.from(key).toString('base64')));
    }
  });
  assert.equal(records[0].client, 'web');
  assert.ok(!JSON.stringify(records).includes(createHash('sha256').update(clientKey).digest('hex')));
});
