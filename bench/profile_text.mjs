// Reads what perf and strace print.

/** One place of the code: its share of all samples, its thread, and whether that was in the kernel. */
export function readPerfReport(text) {
  return text.split('\n').flatMap((line) => {
    const fields = line.match(/^\s*([\d.]+)%\s*\|\s*(\d+):([^|]*)\|([^|]*)\|\s*\[(.)\]\s*(.*?)\s*$/);
    if (!fields) return [];
    const [, percent, thread, command, module, mode, name] = fields;
    return [{ percent: Number(percent), thread: Number(thread), threadName: command.trim(), module: module.trim(), kernel: mode === 'k', name: name.replaceAll('(anonymous namespace)::', '') }];
  });
}

/** How often each system call was made. */
export function readStraceCounts(text) {
  return text.split('\n').flatMap((line) => {
    const fields = line.match(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:(\d+)\s+)?(\w+)\s*$/);
    return fields && fields[3] !== 'total' ? [{ name: fields[3], calls: Number(fields[1]), errors: Number(fields[2] ?? 0) }] : [];
  });
}

const sum = (places) => places.reduce((total, { percent }) => total + percent, 0);
/** Groups of places with the same key, the one with most samples first. */
function grouped(places, keyOf) {
  const groups = new Map();
  for (const place of places) groups.set(keyOf(place), [...groups.get(keyOf(place)) ?? [], place]);
  return [...groups.values()].map((group) => ({ places: group, percent: sum(group) })).sort((a, b) => b.percent - a.percent);
}

const functionsOfThreadMax = 3;

/** The samples by thread, the busiest first; `main` is the number of the first thread of the process. */
export function byThread(places, main) {
  return grouped(places, ({ thread }) => thread).map(({ places: own, percent }) => {
    const user = own.filter(({ kernel }) => !kernel);
    return { name: own[0].thread === main ? 'main thread' : own[0].threadName, percent, user: sum(user), kernel: percent - sum(user),
             mostly: grouped(user, ({ name }) => name).slice(0, functionsOfThreadMax).map(({ places: [{ name }] }) => name) };
  });
}

/** The samples by function over all threads, the first `count` of them. */
export function byFunction(places, count) {
  return grouped(places, ({ name, module }) => `${module} ${name}`).slice(0, count)
    .map(({ places: [{ name, module, kernel }], percent }) => ({ name, module, kernel, percent }));
}

/** Calls for each request, those that nearly no request makes left out. */
export function perRequest(counts, requests, callsMin = 0.01) {
  return counts.map(({ name, calls, errors }) => ({ name, calls: calls / requests, errors: errors / requests }))
    .filter(({ calls }) => calls >= callsMin).sort((a, b) => b.calls - a.calls);
}
