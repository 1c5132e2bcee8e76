/** One local server for several functions of AWS: each has the paths below its own. */
import type { HttpHandler } from './http-server.ts';

/** What nobody takes goes to `others`. */
export function byPath(handlers: Readonly<Record<string, HttpHandler>>, others: HttpHandler): HttpHandler {
  const routes = Object.entries(handlers);
  return (event, context) => {
    const route = routes.find(([prefix]) => event.rawPath.startsWith(prefix));
    return (route?.[1] ?? others)(event, context);
  };
}
