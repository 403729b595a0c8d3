import { closedLoop } from './shapes.mjs';

export default {
  ...closedLoop({
    name: 'fall50',
    about: 'as b1k, with a primary that answers 503 so that the fallback rescues every request, breakers off and one attempt a target; beside it the same with a healthy primary',
    requestBytes: 1024,
    goals: { healthy_primary: 2.2 },
  }),
  config: 'jurymast_fall50.toml',
  contenders: { jurymast: { proxy: 'jurymast', failingPrimary: true }, healthy_primary: { proxy: 'jurymast' } },
};
