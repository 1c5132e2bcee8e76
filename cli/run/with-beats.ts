/** One local server for two functions of AWS: what is below `/beat/` goes to the one that takes heartbeats. */
import type { HttpHandler } from './http-server.ts';

/** A path that is no heartbeat gets the other's answer, so that a wrong token looks like any path that is not there. */
export function withBeats(beats: HttpHandler, others: HttpHandler): HttpHandler {
  return async (event, context) => {
    if (!event.rawPath.startsWith('/beat/')) return others(event, context);
    const answer = await beats(event, context);
    return answer.statusCode === 404 ? others(event, context) : answer;
  };
}
