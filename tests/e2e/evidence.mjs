// What the tests of smoke tests and of the gate share: a gateway whose ports its commands know, and their reports.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { run } from './child.mjs';
import { scale, target, withGateway } from './harness.mjs';

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What both routes of the tests need so that a gate can promote. */
export const judged = {
  rollback_owner: 'on-call', stop_condition: 'A check of the fallback fails.', token_limit: 64, user_budget: { total: '20s' },
};

/** A pack that documents an upstream of the tests, with the pages that it serves. */
export async function packFor(folder, mock) {
  const pages = Object.entries({ chat: 'chat', responses: 'responses', index: '' });
  const sources = pages.flatMap(([id, page]) => ['--source', `${id}=${mock.url}/docs/${page}`]);
  const shown = await run(['contract', 'show', 'jurymast_mock', '--name', 'mock', ...sources]);
  assert.equal(shown.code, 0, shown.stderr);
  const file = join(folder, 'contract.toml');
  writeFileSync(file, shown.stdout);
  return file;
}

/** Runs `body` with a gateway whose configuration names the ports in use; `settings` is what configText takes. */
export async function withJudgedGateway(settings, body) {
  const [listen, admin] = [await freePort(), await freePort()];
  const server = { listen: `127.0.0.1:${listen}`, admin: `127.0.0.1:${admin}`, ...settings.server };
  return withGateway({ env: { UPSTREAM_KEY: 'a-key-of-the-tests' }, ...settings, server, route: { ...judged, ...settings.route } }, body);
}

/** Targets as the tests' usual ones, held against a pack and with the window that a fallback must declare. */
export function heldTargets(mocks, contract, changes = {}) {
  const held = { contract, context_window: 32000, api_key: { env: 'UPSTREAM_KEY' }, ...changes };
  return { main: target(mocks.a.url, 'model-a', held), spare: target(mocks.b.url, 'model-b', held) };
}

/** A command on the gateway's configuration. */
export const command = (gateway, args, options = {}) =>
  run([...args, '--config', gateway.file], { env: gateway.env, within: 60000 * scale, ...options });

/** A command that reports JSON; `code` is the exit code it must end with, if one is given. */
export async function report(gateway, args, code) {
  const said = await command(gateway, [...args, '--format', 'json']);
  if (code !== undefined) assert.equal(said.code, code, `jurymast ${args.join(' ')}\n${said.stdout}${said.stderr}`);
  return JSON.parse(said.stdout);
}
