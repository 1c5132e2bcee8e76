/** What is seen and said of answers that are not quite HTTP; the lab has the rows, 44 to 80 and 230 to 244. */
import { describe, expect, it } from 'vitest';
import { bodyContains, look, STATUS_2XX } from '../../lab/look.ts';
import { answering, tcpServer } from '../../lab/servers.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';

describe('the framing of an answer', () => {
  it.each([
    ['with a length', 'content-length: 9999\r\n'],
    ['in chunks', 'transfer-encoding: chunked\r\n'],
    ['without a length', 'x: y\r\n'],
    ['announced as the last', 'connection: close\r\n'],
  ])('74: a reset in the middle of a body %s is body_truncated', async (_what, line) => {
    const url = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write(`${HEAD}${line}\r\n2\r\nok\r\n`);
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
    });
    const { outcome, observation } = await look(url);
    expect(outcome).toBe('body_truncated');
    expect(observation.http?.status).toBe(200);
  });

  it('84: an empty answer is up, unless something is expected of its body', async () => {
    const url = await tcpServer(answering(`${HEAD}content-length: 0\r\n\r\n`));
    expect((await look(url)).outcome).toBe('up');
    const { judgement } = await look(url, { assertions: [STATUS_2XX, bodyContains('ok')] });
    expect(judgement.failure?.message).toBe('Expected the body to contain "ok", found an empty body.');
  });

  it('what the target wrote as its reason is not repeated', async () => {
    const url = await tcpServer(answering('HTTP/1.1 503 \u001b[31m<b>oops\r\ncontent-length: 0\r\n\r\n'));
    expect((await look(url)).judgement.failure?.message).toBe('Expected status 200-299, got 503 Service Unavailable.');
  });
});
