/** The memory behind the ports: each call is handed to `perform`, which decides when, and whether, it is done. */
import type { Logbook, Store } from '../../shared/ports.ts';
import type { MemoryStore } from './memory-store.ts';

/** What is called, by the name that it has in the port. */
export type StoreCall = keyof Store | keyof Logbook;

/** Does the work and answers with what came of it, or fails in any way that a table can fail. `key` is a message's. */
export type Perform = <T>(call: StoreCall, work: () => T, key?: string) => Promise<T>;

const atOnce: Perform = async (_call, work) => work();

export function promised(memory: MemoryStore, perform: Perform = atOnce): Store & Logbook {
  return {
    appendTick: (tick) => perform('appendTick', () => memory.appendTick(tick)),
    readTicks: (cell, region, after, until) => perform('readTicks', () => memory.readTicks(cell, region, after, until)),
    readCursor: (cell, region) => perform('readCursor', () => memory.readCursor(cell, region)),
    readCursors: (cell) => perform('readCursors', () => memory.readCursors(cell)),
    commitCursor: (cursor, expected) => perform('commitCursor', () => memory.commitCursor(cursor, expected)),
    readStates: (cell) => perform('readStates', () => memory.readStates(cell)),
    readState: (monitorId) => perform('readState', () => memory.readState(monitorId)),
    commitState: (monitorId, next, expected) =>
      perform('commitState', () => memory.commitState(monitorId, next, expected)),
    deleteState: (monitorId, expected) => perform('deleteState', () => memory.deleteState(monitorId, expected)),
    readAttention: () => perform('readAttention', () => memory.readAttention()),
    claimMessage: (monitorId, incidentId, key, now, until) =>
      perform('claimMessage', () => memory.claimMessage(monitorId, incidentId, key, now, until), key),
    markMessage: (monitorId, incidentId, key, mark) =>
      perform('markMessage', () => memory.markMessage(monitorId, incidentId, key, mark), key),
    putIncident: (incident, version) => perform('putIncident', () => memory.putIncident(incident, version)),
    readIncidents: (since) => perform('readIncidents', () => memory.readIncidents(since)),
    recordBeat: (monitorId, beat) => perform('recordBeat', () => memory.recordBeat(monitorId, beat)),
    deleteBeat: (monitorId, before) => perform('deleteBeat', () => memory.deleteBeat(monitorId, before)),
    readBeats: () => perform('readBeats', () => memory.readBeats()),
    putOverride: (override) => perform('putOverride', () => memory.putOverride(override)),
    readOverrides: (now) => perform('readOverrides', () => memory.readOverrides(now)),
    liftOverride: (id) => perform('liftOverride', () => memory.liftOverride(id)),
    addRemark: (remark) => perform('addRemark', () => memory.addRemark(remark)),
    readRemarks: (incidentId) => perform('readRemarks', () => memory.readRemarks(incidentId)),
    appendAudit: (entry) => perform('appendAudit', () => memory.appendAudit(entry)),
    readAudit: (since) => perform('readAudit', () => memory.readAudit(since)),
  };
}
