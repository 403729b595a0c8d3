// Instructions that each piece of work of a request takes, counted by callgrind and compared with those kept in the repository.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { output } from './process.mjs';
import { compare, tolerancePercent } from './instruction_verdict.mjs';

const keptFile = new URL('instructions.json', import.meta.url);

const usage = `usage: bench/with_node bench/instructions.mjs --preset NAME [--bin FOLDER] [--update] [--json]
  --preset  of which build the counts are kept and compared: dev, release
  --bin     where bench_count is (default: build/PRESET/bin)
  --update  keep the counts of this build from now on
  --json    the verdict as JSON
exit: 0 none is above what is kept by more than ${tolerancePercent} % · 1 one is, or the lists differ · 2 usage
      3 the build is another one than the kept counts are of: not comparable · 5 counting failed`;

/** The oldest code paths of libc, simdjson and libcrypto, so that each machine takes the same; valgrind 3.19 does not know the newest. */
const environment = {
  GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-ERMS,-FSRM,-AVX_Fast_Unaligned_Load,-SSE4_2,-SSSE3',
  SIMDJSON_FORCE_IMPLEMENTATION: 'westmere',
  OPENSSL_ia32cap: '~0x1000180000000000:0',  // neither AVX, XOP nor FMA, and nothing of what came later
  LD_BIND_NOW: '1',
  PATH: '/usr/local/bin:/usr/bin:/bin',
};

/** The one line of the program's output that begins with `word`, without it. */
function lineOf(text, word) {
  const found = text.match(new RegExp(`^${word} (.*)$`, 'm'));
  if (!found) throw new Error(`bench_count says nothing of its ${word}`);
  return found[1];
}

function instructionsIn(file) {
  const found = readFileSync(file, 'utf8').match(/^totals: (\d+)$/m);
  if (!found) throw new Error(`${file} has no totals; is this callgrind's format?`);
  return Number(found[1]);
}

/** What the build was made with, and the instructions of one call of each piece of work. */
async function count(bin) {
  const folder = mkdtempSync(join(tmpdir(), 'jurymast-instructions-'));
  try {
    const file = join(folder, 'counts');
    // Nothing of this process's environment, whose size alone would move the stack.
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const text = await output('env', ['-i', ...variables, 'valgrind', '-q', '--tool=callgrind', '--collect-atstart=no',
                                      `--callgrind-out-file=${file}`, join(bin, 'bench_count')]);
    const work = [...text.matchAll(/^work (\S+) (\d+)$/gm)];
    if (work.length === 0) throw new Error('bench_count did no work');
    const counts = work.map(([, name, calls], i) => [name, Math.round(instructionsIn(`${file}.${i + 1}`) / Number(calls))]);
    const built = Object.fromEntries(['architecture', 'compiler', 'flags', 'libraries'].map((word) => [word, lineOf(text, word)]));
    return { built, instructions_per_call: Object.fromEntries(counts) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asText({ verdict, reason, rows }) {
  const lines = rows.map(({ name, kept, counted, percent, verdict: judged }) =>
    `  ${name.padEnd(28)} ${String(counted ?? '-').padStart(8)} kept ${String(kept ?? '-').padStart(8)}` +
    `${percent === null ? '' : ` ${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`.padStart(10)}  ${judged}`);
  return ['instructions per call', ...lines, `${verdict}: ${reason}`].join('\n');
}

async function main({ preset, bin = `build/${preset}/bin`, update, json }) {
  const kept = JSON.parse(readFileSync(keptFile, 'utf8'));
  const counted = await count(bin);
  if (update) {
    const builds = { ...kept.builds, [preset]: counted };
    writeFileSync(keptFile, `${JSON.stringify({ ...kept, builds: Object.fromEntries(Object.entries(builds).sort()) }, null, 2)}\n`);
    console.error(`bench/instructions.json has the counts of the ${preset} build; undo: git checkout bench/instructions.json`);
  }
  const result = compare(update ? counted : kept.builds[preset], counted);
  console.log(json ? JSON.stringify({ preset, ...counted.built, ...result }, null, 1) : asText(result));
  return { pass: 0, fail: 1, 'not known': 3 }[result.verdict];
}

let options;
try {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  ({ values: options } = parseArgs({ options: { preset: text, bin: text, update: flag, json: flag, help: flag } }));
} catch (error) {
  console.error(`bench: ${error.message}\n${usage}`);
  process.exit(2);
}
if (options.help) {
  console.log(usage);
} else if (!options.preset) {
  console.error(`bench: of which build is not said\n${usage}`);
  process.exit(2);
} else {
  process.exitCode = await main(options).catch((error) => {
    console.error(`bench: ${error.message}`);
    return 5;
  });
}
