/** The kind `teams`: the URL of a flow that posts to Microsoft Teams what its webhook receives. */
import type { TeamsContact } from '../../domain/alerting/contact.ts';
import type { ContactKind } from './contact-kind.ts';
import { secretUrl } from './secret-url.ts';

export const teams = {
  schema: secretUrl('TEAMS_URL').meta({
    description: 'A webhook of Microsoft Teams (Workflows), as a secret reference.',
    examples: ['${env:TEAMS_URL}'],
  }),
  toContact: (id: string, url: string): TeamsContact => ({ kind: 'teams', id, url }),
  check: () => [],
} satisfies ContactKind<string>;
