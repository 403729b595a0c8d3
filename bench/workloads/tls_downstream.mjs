import { closedLoop, httpContenders } from './shapes.mjs';

export default closedLoop({
  name: 'tls_downstream',
  about: 'as b1k, with TLS 1.3 between client and proxy (AES-128-GCM, X25519), connections kept',
  variants: { downstream_tls: true },
  contenders: httpContenders,
});
