/** TLS settings, shared by all probes: roots given anew for each connection would double what a handshake costs. */
import tls from 'node:tls';

/** Node's default adds a post-quantum key share, which more than doubles the bytes that a probe sends. */
const KEY_SHARES = 'X25519:P-256';

/** Made at the first use. `ca` holds PEM texts that are trusted beside the default roots. */
export function lazySecureContext(ca?: string | readonly string[]): () => tls.SecureContext {
  let context: tls.SecureContext | undefined;
  return () => {
    context ??= tls.createSecureContext({
      ecdhCurve: KEY_SHARES,
      ...(ca && ca.length > 0 ? { ca: [...tls.getCACertificates('default'), ...[ca].flat()] } : {}),
    });
    return context;
  };
}
