/** An HTTP proxy on loopback that sends everything to one port of this machine, and what it was asked for. */
import http from 'node:http';
import net from 'node:net';
import { listen } from './servers.ts';

/** `asked` has a line for each request: `CONNECT app.example.org:443`. */
export async function proxyTo(port: number): Promise<{ proxy: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    http
      .request({ port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      })
      .end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const onward = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\nVia: lab\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => onward.destroy());
  });
  return { proxy: `http://127.0.0.1:${await listen(proxy)}`, asked };
}
