import assert from 'node:assert/strict';
import { test } from 'node:test';

import { budgetOf, budgetText } from '../budget.mjs';
import { byFunction, byThread, perRequest, readPerfReport, readStraceCounts } from '../profile_text.mjs';

const perf = `# Samples: 1K of event 'cpu-clock'
# Overhead|      Pid:Command|Shared Object|Symbol
 40.00%  |  100:jurymast|[kernel.kallsyms]    |[k] tcp_ack
 30.00%  |  100:jurymast|jurymast             |[.] jurymast::wire::(anonymous namespace)::read_head
 20.00%  |  103:journal |[kernel.kallsyms]    |[k] tcp_ack
 10.00%  |  103:journal |libc.so.6            |[.] malloc
`;
const strace = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 28.17    0.326411         297      1100           epoll_wait
 25.80    0.298885        5534        50        17 futex
 10.93    0.126593          11      2000           sendmsg
  0.01    0.000126          11         1           fsync
------ ----------- ----------- --------- --------- ----------------
100.00    1.158650          45     25443        80 total
`;

test('samples are read with their thread and mode', () => {
  const places = readPerfReport(perf);
  assert.equal(places.length, 4);
  assert.deepEqual(places[1], { percent: 30, thread: 100, threadName: 'jurymast', module: 'jurymast', kernel: false, name: 'jurymast::wire::read_head' });
});

test('a thread has its share in user mode and in the kernel, and a function that of all threads', () => {
  const places = readPerfReport(perf);
  assert.deepEqual(byThread(places, 100), [
    { name: 'main thread', percent: 70, user: 30, kernel: 40, mostly: ['jurymast::wire::read_head'] },
    { name: 'journal', percent: 30, user: 10, kernel: 20, mostly: ['malloc'] },
  ]);
  assert.deepEqual(byFunction(places, 1), [{ name: 'tcp_ack', module: '[kernel.kallsyms]', kernel: true, percent: 60 }]);
});

test('system calls are counted for each request, with and without errors, and rare ones left out', () => {
  const counts = readStraceCounts(strace);
  assert.deepEqual(counts.map(({ name }) => name), ['epoll_wait', 'futex', 'sendmsg', 'fsync']);
  assert.deepEqual(perRequest(counts, 1000), [
    { name: 'sendmsg', calls: 2, errors: 0 }, { name: 'epoll_wait', calls: 1.1, errors: 0 }, { name: 'futex', calls: 0.05, errors: 0.017 },
  ]);
});

test('the budget of a request is its CPU time by the shares, and what was not run says why', () => {
  const places = readPerfReport(perf);
  const profile = { workload: 'b1k', date: '2026-07-05', machine: { commit: 'abc' }, cpu_us: 20,
                    samples: { done: { threads: byThread(places, 100), functions: byFunction(places, 25) } }, calls: { not_run: 'strace is not installed' } };
  const text = budgetText(profile);
  assert.match(text, /\| all \| 100\.0 % \| 20\.00 \| 8\.00 \| 12\.00 \|/);
  assert.match(text, /\| `tcp_ack` \| kernel \| 60\.0 % \| 12\.00 \|/);
  assert.match(text, /System calls: not run; strace is not installed\./);
  assert.match(budgetOf(null, 'performance'), /Not measured: no profile was taken/);
});
