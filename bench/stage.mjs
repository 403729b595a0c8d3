// The upstreams and proxies of one workload, from their start to their end.
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { Child } from './process.mjs';
import { prepareProxy, startProxy } from './proxies.mjs';

async function startUpstream({ bin, cpus, form, workload, certificates }, more) {
  const tls = workload.variants?.upstream_tls ? ['--tls-certificate', certificates.certificate, '--tls-key', certificates.key] : [];
  const child = new Child(join(bin, 'bench_upstream'), [...workload.content(form), ...workload.upstream, ...tls, ...more],
                          { cpu: workload.twoLoads ? cpus.twoLoads.join(',') : cpus.load });
  const [, port] = await child.announces(/listening on (\d+)/);
  return { port: Number(port), stop: () => child.stop() };
}

export class Stage {
  #plan;
  #upstreams = [];
  #spare;
  #servers = {};
  #starts = 0;

  constructor(plan) { this.#plan = plan; }

  /** Starts the upstreams, and the contenders where a workload does not start each for itself. */
  async open(contenders) {
    this.#spare = await this.#answering([]);
    for (const [name, spec] of contenders) this.#servers[name] = { spec, upstream: spec.upstream ? await this.#answering(spec.upstream) : this.#spare };
    for (const [name] of contenders) this.#servers[name] = await this.#begin(name);
  }

  get names() { return Object.keys(this.#servers); }

  /** Lends a server to one run: the one that stands, or one that was started for it. */
  async use(name, run) {
    if (!this.#plan.workload.fresh) return run(this.#servers[name]);
    const server = await this.#start(name);
    try {
      return await run(server);
    } finally {
      await server.stop();
    }
  }

  /** Ends everything, however far `open` came. */
  async close() {
    for (const server of [...Object.values(this.#servers).reverse(), ...this.#upstreams]) await server.stop?.();
    rmSync(this.#plan.folder, { recursive: true, force: true });
  }

  async #answering(more) {
    const upstream = await startUpstream(this.#plan, more);
    this.#upstreams.push(upstream);
    return upstream;
  }

  async #begin(name) {
    const { spec, upstream } = this.#servers[name];
    if (this.#plan.workload.fresh) return { spec, upstream };
    if (this.#plan.workload.stopped) return { spec, processes: [], ...await prepareProxy(spec.proxy, this.#settings(name)) };
    return this.#start(name);
  }

  async #start(name) {
    const { spec } = this.#servers[name];
    return { spec, ...await startProxy(spec.proxy, this.#settings(name)) };
  }

  #settings(name) {
    const { bin, cpus, certificates, folder, workload } = this.#plan;
    const { spec, upstream } = this.#servers[name];
    return { bin, certificates, variants: workload.variants, family: workload.family, loops: spec.loops ?? 1,
             cpu: spec.loops > 1 ? cpus.twoLoops : cpus.proxy, folder: join(folder, `${name}-${++this.#starts}`),
             upstream, spare: this.#spare };
  }
}
