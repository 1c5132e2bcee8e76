/**
 * The targets of the timing bench, in a process of their own: the path says how many milliseconds the answer waits. No
 * timer is exact, so the answer says how long it really waited.
 */
import net from 'node:net';

const answer = (waitedMs: number): string =>
  `HTTP/1.1 200 OK\r\nx-waited: ${waitedMs.toFixed(3)}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok`;

const server = net.createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (request) => {
    const receivedAt = performance.now();
    const reply = () => socket.end(answer(performance.now() - receivedAt));
    const delayMs = Number(/^GET \/(\d+)/.exec(request.toString('latin1'))?.[1] ?? 0);
    if (delayMs === 0) reply();
    else setTimeout(reply, delayMs);
  });
});

server.listen(0, '127.0.0.1', 1024, () => process.send?.((server.address() as net.AddressInfo).port));
process.once('disconnect', () => process.exit());
