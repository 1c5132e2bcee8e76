/** All that the lab shows, by family. */
import type { Family } from '../row.ts';
import { application } from './application.ts';
import { body } from './body.ts';
import { dns } from './dns.ts';
import { framing } from './framing.ts';
import { redirects } from './redirects.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';

export const FAMILIES: readonly Family[] = [dns, tcp, tls, framing, body, redirects, application];

export const ROWS = FAMILIES.flatMap(({ rows }) => rows);
