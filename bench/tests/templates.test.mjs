import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { plainVariants } from '../proxies.mjs';
import { fillTemplate } from '../templates.mjs';

test('values stand where they are asked for, and lines where their variant is', () => {
  const text = 'listen @PORT@\n  ?tls? key @KEY@\n  ?!tls? plain\nend';
  assert.equal(fillTemplate(text, { PORT: 1, KEY: 'k' }, { tls: true }), 'listen 1\n  key k\nend');
  assert.equal(fillTemplate(text, { PORT: 1 }, { tls: false }), 'listen 1\n  plain\nend');
});

test('half a configuration is an error', () => {
  assert.throws(() => fillTemplate('@PORT@', {}, {}), /@PORT@ is asked for, which nobody gives/);
  assert.throws(() => fillTemplate('@PORT@', { PORT: undefined }, {}), /@PORT@ is asked for/);
  assert.throws(() => fillTemplate('?tsl? x', {}, { tls: true }), /the variant tsl is asked for/);
});

test('the configurations know no variant but those there are', () => {
  const folder = new URL('../configs/', import.meta.url);
  const names = readdirSync(folder);
  assert.deepEqual(names.sort(), ['haproxy.cfg', 'jurymast.toml', 'nginx.conf']);
  const anything = new Proxy({}, { get: () => 'value' });
  for (const on of [false, true]) {
    const variants = Object.fromEntries(Object.keys(plainVariants).map((name) => [name, on]));
    for (const name of names) assert.doesNotMatch(fillTemplate(readFileSync(new URL(name, folder), 'utf8'), anything, variants), /[?@]\w+[?@]/);
  }
});
