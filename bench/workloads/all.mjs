// Every workload, in the order in which they run.
import b1k from './b1k.mjs';
import b1kResponses from './b1k_responses.mjs';
import b1kResponsesStreamed from './b1k_responses_streamed.mjs';
import b1kStreamed from './b1k_streamed.mjs';
import b50k from './b50k.mjs';
import fall50 from './fall50.mjs';
import idle5000 from './idle5000.mjs';
import lat2000 from './lat2000.mjs';
import loops2 from './loops2.mjs';
import record from './record.mjs';
import reload from './reload.mjs';
import s100p20 from './s100p20.mjs';
import s100p200 from './s100p200.mjs';
import start from './start.mjs';
import tlsDownstream from './tls_downstream.mjs';
import tlsUpstream from './tls_upstream.mjs';

export const workloads = [
  b1k, b50k, b1kStreamed, b1kResponses, b1kResponsesStreamed, s100p200, s100p20, lat2000, idle5000, fall50, tlsDownstream, tlsUpstream,
  loops2, start, record, reload,
];
