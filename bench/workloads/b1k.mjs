import { allContenders, atMost, closedLoop } from './shapes.mjs';

export default closedLoop({
  name: 'b1k',
  about: '32 keep-alive connections in a closed loop; a request body of 1 KB with `model` behind `messages`, an answer of 1 KB with 17 headers',
  goals: {
    musts: { nginx: atMost(0.85), haproxy: atMost(0.95), portkey: atMost(1 / 50) },
    aims: { nginx: atMost(0.7), haproxy: atMost(0.78), haproxy_tcp: atMost(1.2), portkey: atMost(1 / 60) },
  },
  contenders: { ...allContenders, portkey: { proxy: 'portkey', upstream: ['--rewritten'] } },
});
