/** What a server does with a WebSocket, byte by byte: by the standard, or by hearsay. */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { OnSocket } from './behaviours.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Hands over the socket once the upgrade is asked for, with the key that would be the right answer. */
export const onUpgrade =
  (then: (socket: Socket, accept: string) => void): OnSocket =>
  (socket) => {
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? '';
      then(
        socket,
        createHash('sha1')
          .update(key + GUID)
          .digest('base64'),
      );
    });
  };

export const switching = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;

/** Agrees to the upgrade as it should, then sends these bytes, and hands the socket over. */
export const upgrading = (bytes: Uint8Array = Buffer.alloc(0), then: OnSocket = () => {}): OnSocket =>
  onUpgrade((socket, accept) => {
    socket.write(switching(accept));
    if (bytes.length > 0) socket.write(bytes);
    then(socket);
  });

export const TEXT = 1;
export const CLOSE = 8;

/** A frame as a server sends it, unmasked. */
export function frame(opcode: number, payload: Uint8Array | string, isLast = true): Buffer {
  const data = Buffer.from(payload);
  const head =
    data.length < 126 ? Buffer.from([0, data.length]) : Buffer.from([0, 126, data.length >> 8, data.length & 255]);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  return Buffer.concat([head, data]);
}
