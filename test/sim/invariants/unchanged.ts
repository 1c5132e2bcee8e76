/** S9: where every target stays up, nobody is told anything of a target, whatever happens to the checker. */
import { EGRESS_ID } from '../../../shared/domain/checks/egress.ts';
import { type Delivery, Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';

export class Unchanged implements Witness {
  readonly #isCalm: boolean;

  constructor(world: World) {
    const { noise, egressLost, resolverDown } = world.faults.rates;
    const isOpen = egressLost === 0 && resolverDown === 0;
    this.#isCalm = noise === 0 && isOpen && [...world.truths.values()].every(({ temper }) => temper === 'steady');
  }

  delivered({ contactId, message }: Delivery): void {
    if (!this.#isCalm) return;
    const told = message.notifications.find(({ incident }) => incident.monitorId !== EGRESS_ID);
    if (told)
      throw new Violation('S9', `${contactId} is told ${told.kind} of ${told.incident.id}, and nothing has changed`);
  }
}
