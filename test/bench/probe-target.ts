/** The target of the probe bench, in a process of its own: the least that a server can do, over TCP and over TLS. */
import net from 'node:net';
import tls from 'node:tls';
import { createAuthority } from '../lab/certificates.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

const authority = await createAuthority();
const plain = await listen(net.createServer(answer));
const secure = await listen(tls.createServer(await authority.issue({ addresses: ['127.0.0.1'] }), answer));
process.send?.({ plain, secure, ca: authority.cert });
process.once('disconnect', () => process.exit());

function answer(socket: net.Socket): void {
  socket.on('error', () => socket.destroy());
  socket.once('data', () => socket.end(ANSWER));
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', 1024, () => resolve((server.address() as net.AddressInfo).port));
  });
}
