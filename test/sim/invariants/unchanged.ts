/** S9: where every target stays up, nobody is told anything of a target, whatever happens to the checker. */
import { EGRESS_ID } from '../../../shared/domain/egress.ts';
import { type Delivery, Violation, type Witness } from '../world/record.ts';
import type { World } from '../world/world.ts';

export class Unchanged implements Witness {
  readonly #isCalm: boolean;

  constructor(world: World) {
    const { noise, egressLost } = world.faults.rates;
    this.#isCalm =
      noise === 0 && egressLost === 0 && [...world.truths.values()].every(({ temper }) => temper === 'steady');
  }

  delivered({ contactId, message }: Delivery): void {
    if (!this.#isCalm) return;
    const told = message.notifications.find(({ incident }) => incident.monitorId !== EGRESS_ID);
    if (told)
      throw new Violation('S9', `${contactId} is told ${told.kind} of ${told.incident.id}, and nothing has changed`);
  }
}
