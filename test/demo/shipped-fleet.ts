/** The shipped `monitors.yaml`, read. */
import { readFileSync } from 'node:fs';
import { parseFleet } from '../../shared/config/index.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';

export const SHIPPED_TEXT = readFileSync(new URL('../../monitors.yaml', import.meta.url), 'utf8');

export function shippedFleet(): Fleet {
  const parsed = parseFleet(SHIPPED_TEXT, { file: 'monitors.yaml' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.fleet;
}
