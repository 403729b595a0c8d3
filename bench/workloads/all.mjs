// Every workload, in the order in which they run.
import b1k from './b1k.mjs';
import b50k from './b50k.mjs';
import fall50 from './fall50.mjs';
import lat2000 from './lat2000.mjs';
import s100p200 from './s100p200.mjs';

export const workloads = [b1k, b50k, s100p200, lat2000, fall50];
