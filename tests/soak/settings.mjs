// The gateway under the soak: a route for each kind of call, for both families.
import { families } from '../e2e/asking.mjs';
import { freePort, judged } from '../e2e/evidence.mjs';
import { target } from '../e2e/harness.mjs';
import { loops } from './forms.mjs';

/** No clock of the gateway ends anything here: on a busy machine an answer may take long. */
const patient = Object.fromEntries(['connect', 'tls', 'first_token', 'stall', 'total'].map((name) => [name, '60s']));
const inflightMax = 4096;

/** A target whose model's name asks the mock for a fault. */
const failing = (mock, model) => target(mock.url, model, { timeouts: patient, breaker: {}, budget: {} });
const healthy = (mock, model) => target(mock.url, model, { timeouts: patient });

/** Aliases beside `assistant`, each with its primary and fallbacks. */
const aliases = {
  rescued: { primary: 'broken', fallback: ['spare'] },
  refused: { primary: 'dead', mode: 'off' },
  cut: { primary: 'cutting', mode: 'off' },
  left: { primary: 'slow', mode: 'off' },
};

function routesOf(family) {
  return Object.entries(aliases).map(([alias, members]) => [`${alias}_${family}`, { family, match: [alias], retry: { backoff_base: '10ms', backoff_cap: '20ms' }, ...members }]);
}

export async function settingsOf(mocks) {
  const [listen, admin] = [await freePort(), await freePort()];
  return {
    mocks, server: { listen: `127.0.0.1:${listen}`, admin: `127.0.0.1:${admin}`, trace: false, max_inflight: inflightMax, loops },
    targets: {
      main: healthy(mocks.a, 'model-a'), spare: healthy(mocks.b, 'model-b'), broken: failing(mocks.a, 'mock-503'), dead: failing(mocks.a, 'mock-503'),
      cutting: failing(mocks.a, 'mock-cut-event-7'), slow: healthy(mocks.a, 'mock-fault:pace=500ms,tokens=100'),
    },
    route: { ...judged, rollout: { dwell: '1s' } }, routes: Object.fromEntries(families.flatMap(routesOf)),
  };
}

/** The same with a limit of which nothing depends, so that a reload has something to bring into force. */
export function changed(settings, number) {
  return { ...settings, server: { ...settings.server, max_inflight: inflightMax + (number % 2) } };
}
