import { atMost, closedLoop } from './shapes.mjs';

export default closedLoop({
  name: 'fall50',
  about: 'as b1k, with a primary that answers 503 so that the fallback rescues every request, breakers off and one attempt a target; beside it the same with a healthy primary',
  goals: { musts: { healthy_primary: atMost(2.2) }, aims: { healthy_primary: atMost(2) } },
  variants: { rescued: true },
  contenders: {
    jurymast: { proxy: 'jurymast', upstream: ['--status', 503] },
    healthy_primary: { proxy: 'jurymast', title: 'Jurymast, healthy primary' },
  },
});
