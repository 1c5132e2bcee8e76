/** Looks at a TLS server once: the handshake, and what it tells. Nothing is sent over it. */
import type { TlsTarget } from '../../domain/target.ts';
import type { Probe } from '../../ports.ts';
import { look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';

export function createTlsProbe(net: Net): Probe<TlsTarget> {
  return (target, assertions, limits) => {
    // What is set up once is not the target's time, so it is set up before the clock runs.
    net.secureContext();
    return look(limits, async (current) => {
      const { host, port, allowPrivate } = target;
      current.hostname = host;
      const connection = await open(current.run, net, { hostname: host, port, isTls: true }, { allowPrivate });
      current.run.finish();
      noteConnection(current, connection, assertions);
    });
  };
}
