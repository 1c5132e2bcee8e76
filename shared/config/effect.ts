import { z } from 'zod';
import { expecting } from './fields.ts';

/** What becomes of the monitor when an expectation is not met. */
export const effect = z
  .enum(['down', 'degraded'], { error: expecting('down or degraded') })
  .meta({ description: 'What a failure makes of the monitor.', examples: ['degraded'] });
