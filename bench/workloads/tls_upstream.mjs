import { closedLoop, httpContenders } from './shapes.mjs';

export default closedLoop({
  name: 'tls_upstream',
  about: 'as b1k, with TLS 1.3 between proxy and provider (AES-128-GCM, X25519), connections kept and the certificate verified',
  variants: { upstream_tls: true },
  contenders: httpContenders,
});
