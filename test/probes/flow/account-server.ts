/** A service with accounts: a login that gives a token and a session cookie, what both open, and a logout. */
import type http from 'node:http';
import { text } from 'node:stream/consumers';
import { httpServer } from '../../lab/servers.ts';

export const TOKEN = 'tok/en+7f3a "é"?&=';
export const SESSION = 'SESSION-9c41d2';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Account {
  /** Ends with a slash. */
  readonly url: string;
  readonly asked: readonly Asked[];
}

type Answer = (asked: Asked, response: http.ServerResponse) => void;

/** `answers` are by path without the query; what they do not name answers 404. */
export async function accountServer(answers: Readonly<Record<string, Answer>>): Promise<Account> {
  const asked: Asked[] = [];
  const url = await httpServer(async (request, response) => {
    const each = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    };
    asked.push(each);
    const [path = '/'] = each.url.split('?');
    const answer = answers[path];
    if (answer) answer(each, response);
    else response.writeHead(404).end();
  });
  return { url, asked };
}

export const json = (response: http.ServerResponse, status: number, body: unknown, headers = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** Logs in, lets in whoever has the token or the session, and logs out. */
export const usual = (token: unknown = TOKEN): Record<string, Answer> => ({
  '/login': (_, response) =>
    json(response, 201, { access_token: token }, { 'set-cookie': `session=${SESSION}; Path=/; HttpOnly` }),
  '/me': ({ headers }, response) =>
    headers.cookie === `session=${SESSION}` ? json(response, 200, { name: 'Ada' }) : json(response, 401, {}),
  '/logout': (_, response) => void response.writeHead(204, { 'set-cookie': 'session=; Max-Age=0; Path=/' }).end(),
});
