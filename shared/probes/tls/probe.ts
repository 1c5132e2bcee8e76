/** Looks at a TLS server once: the handshake, and what it tells. Nothing is sent over it. */
import type { TlsTarget } from '../../domain/checks/target.ts';
import type { Probe } from '../../ports.ts';
import { acceptance, prepareTls, withCertificateHint } from '../net/client-certificate.ts';
import { look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';

export function createTlsProbe(net: Net): Probe<TlsTarget> {
  return (target, assertions, limits) => {
    prepareTls(net, target);
    const looked = look(limits, async (current) => {
      const { run } = current;
      const { host, port } = target;
      current.hostname = host;
      const connection = await open(run, net, { hostname: host, port, isTls: true }, target);
      run.finish();
      noteConnection(current, connection, assertions);
      await acceptance(run, connection, target);
    });
    return looked.then(withCertificateHint(target));
  };
}
