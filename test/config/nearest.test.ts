import { expect, it } from 'vitest';
import { nearestFirst } from '../../shared/config/nearest.ts';

it('puts what begins like the word first, then what differs least', () => {
  const known = ['ledger', 'boat', 'rota-health', 'rot'];
  expect(nearestFirst('rota', known)).toEqual(['rota-health', 'rot', 'boat', 'ledger']);
});
