// The mock as a command: what scripts read of it.
import assert from 'node:assert/strict';

import { Child } from './child.mjs';
import { once } from './harness.mjs';

once('says as JSON where it listens', async () => {
  const mock = new Child(['mock', '--json']);
  const [line] = await mock.announces(/^\{.*\}\n/);
  const { listening } = JSON.parse(line);
  assert.match(listening, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await fetch(`${listening}/v1/models`)).status, 200);
  assert.deepEqual(await mock.stop(), { code: 0, signal: null });
  assert.equal(mock.stdout, line);
});
