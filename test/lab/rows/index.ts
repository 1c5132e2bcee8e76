/** All that the lab shows, by family: first what http can meet, then the other kinds. */
import type { Family } from '../row.ts';
import { application } from './application.ts';
import { body } from './body.ts';
import { dns } from './dns.ts';
import { flows } from './flows.ts';
import { framing } from './framing.ts';
import { grpc } from './grpc.ts';
import { handshakes } from './handshakes.ts';
import { jobs } from './jobs.ts';
import { ports } from './ports.ts';
import { questions } from './questions.ts';
import { redirects } from './redirects.ts';
import { registries } from './registries.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';
import { websockets } from './websockets.ts';

const OF_HTTP: readonly Family[] = [dns, tcp, tls, framing, body, redirects, application];
const OF_OTHER_KINDS: readonly Family[] = [flows, ports, handshakes, websockets, questions, grpc, registries, jobs];

export const FAMILIES: readonly Family[] = [...OF_HTTP, ...OF_OTHER_KINDS];

export const ROWS = FAMILIES.flatMap(({ rows }) => rows);
