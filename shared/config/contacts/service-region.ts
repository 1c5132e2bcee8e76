/** Services that keep the accounts of Europe apart are asked in one place or the other. */
import { z } from 'zod';
import { expecting } from '../fields.ts';

export const DEFAULT_REGION = 'us';

export const region = z
  .enum(['us', 'eu'], { error: expecting('us or eu') })
  .optional()
  .meta({ description: 'Where the account is kept: us or eu. Default us.', examples: ['eu'], default: DEFAULT_REGION });
