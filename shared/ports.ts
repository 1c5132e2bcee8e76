/** What the use cases need from the world. Interfaces only; adapters are in probes, senders, store and metrics. */

import type { Contact } from './domain/alerting/contact.ts';
import type { Mark, Marks, Message, Notification } from './domain/alerting/notification.ts';
import type { Override } from './domain/alerting/override.ts';
import type { Remark } from './domain/alerting/remark.ts';
import type { Assertion } from './domain/checks/assertion.ts';
import type { Beat, Heartbeat } from './domain/checks/heartbeat.ts';
import type { Observation } from './domain/checks/observation.ts';
import type { Tick } from './domain/checks/result.ts';
import type { Target } from './domain/checks/target.ts';
import type { IncidentRecord } from './domain/hindsight/incident-record.ts';
import type { Monitor } from './domain/monitor.ts';
import type { MonitorState } from './domain/state.ts';
import type { Cell } from './domain/time/slot.ts';

export type { Message, Notification };

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The event loop that all probes of a process share; a busy one tells the time late. */
export interface EventLoop {
  /** Milliseconds that it has been busy since the process started. */
  busyMs(): number;
}

/** Structured log; `message` is a constant sentence, everything variable goes into `fields`. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * Looks at a target once. Never throws for anything that the target does, and has let go of every socket when it
 * resolves, which it does within `timeoutMs` (+250 ms). `assertions` say which facts are needed, not what to think of them.
 */
export type Probe<T extends Target = Target> = (
  target: T,
  assertions: readonly Assertion[],
  options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
    /** On whose behalf it is done, in ms; now where it is absent. */
    readonly slot?: number;
    /** Told every secret that the probe came by itself, such as a token, since the target may repeat it. */
    readonly conceal?: (secret: string) => void;
  },
) => Promise<Observation>;

/** Turns a reference such as `env:TOKEN` into its value. Throws `SecretMissing` (domain/errors) when there is none. */
export interface Secrets {
  read(reference: string): Promise<string>;
}

export interface StateRow {
  readonly monitorId: string;
  /** Grows by one with each commit; what compare-and-set compares. */
  readonly version: number;
  readonly state: MonitorState;
  /** Present while the notifier has work: since when, in ms. */
  readonly attention?: number;
  readonly marks: Marks;
}

/** How far a cell's log is folded. Instants in ms. */
export interface Cursor {
  readonly cell: string;
  readonly region: string;
  /** Last folded slot. */
  readonly slot: number;
  readonly committedAt: number;
}

/** A change that a person made by hand. */
export interface AuditEntry {
  readonly id: string;
  /** In ms since the epoch. */
  readonly at: number;
  readonly by: string;
  /** `silence`, `pause`, `lift`, `acknowledge`, `note` and so on. */
  readonly action: string;
  /** What it concerned, on one line. */
  readonly subject: string;
  readonly note?: string;
}

/**
 * The one table. Every write is a conditional write of a single item; those that return a boolean answer false when
 * the condition no longer held, which is a normal outcome. Everything else that goes wrong is thrown.
 */
export interface Store {
  /** Appends a tick and returns the same object, or else the one that is already there for its slot, cell and region. */
  appendTick(tick: Tick): Promise<Tick>;
  /** Ticks with `after < slot <= until`, oldest first. */
  readTicks(cell: Cell, region: string, after: number, until: number): Promise<Tick[]>;
  readCursor(cell: Cell, region: string): Promise<Cursor | undefined>;
  /** How far each region has folded a cell. Strongly consistent. */
  readCursors(cell: Cell): Promise<Cursor[]>;
  /** `expectedSlot` is what the cursor was read as; undefined when there was none. */
  commitCursor(cursor: Cursor, expectedSlot: number | undefined): Promise<boolean>;
  /** All state rows of a cell, strongly consistent. */
  readStates(cell: Cell): Promise<StateRow[]>;
  readState(monitorId: string): Promise<StateRow | undefined>;
  /**
   * Writes state and attention if the row's version is still `expectedVersion` (0: the row does not exist).
   * Marks of incidents that the state no longer holds go with them; other marks stay as they are.
   */
  commitState(
    monitorId: string,
    next: { readonly state: MonitorState; readonly attention?: number },
    expectedVersion: number,
  ): Promise<boolean>;
  deleteState(monitorId: string, expectedVersion: number): Promise<boolean>;
  /** Ids of the monitors whose rows have `attention`. May lag: read the row before acting on it. */
  readAttention(): Promise<string[]>;
  /** Takes a message for oneself until `until`, if the incident is still there and nobody has sent it or holds it. */
  claimMessage(monitorId: string, incidentId: string, key: string, now: number, until: number): Promise<boolean>;
  /** Records the outcome of an attempt, if the incident is still there. */
  markMessage(monitorId: string, incidentId: string, key: string, mark: Mark): Promise<boolean>;
  /** Keeps an incident's history; a later version replaces an earlier one, never the other way round. */
  putIncident(incident: IncidentRecord, version: number): Promise<void>;
  /** Incidents opened at or after `since`, newest first. */
  readIncidents(since: number): Promise<IncidentRecord[]>;
  /** Notes what a job reports; false when something later is there already. */
  recordBeat(monitorId: string, beat: Beat): Promise<boolean>;
  /** Forgets what a job has reported, unless anything came after `before`: false then. True also where there is nothing. */
  deleteBeat(monitorId: string, before: number): Promise<boolean>;
  /** What each job has reported last, by the id of its monitor. Strongly consistent. */
  readBeats(): Promise<ReadonlyMap<string, Heartbeat>>;
}

/** What people decide and say by hand, in the same table. Guarded by its own keys; no fold and no claim touches it. */
export interface Logbook {
  /** Notes an override, or changes the one with its id. */
  putOverride(override: Override): Promise<void>;
  /** Those that hold at `now` or will hold later. Strongly consistent. */
  readOverrides(now: number): Promise<Override[]>;
  /** Ends an override; false when there is none with this id. */
  liftOverride(id: string): Promise<boolean>;
  /** Adds a remark; the same one twice is one. */
  addRemark(remark: Remark): Promise<void>;
  /** Oldest first. Strongly consistent. */
  readRemarks(incidentId: string): Promise<Remark[]>;
  /** Who changed what by hand, for the book; kept for 400 days. */
  appendAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  readAudit(since: number): Promise<AuditEntry[]>;
}

/** Delivers a message to one contact; resolves only when the other side has accepted it. Throws `SendError`. */
export type Send<C extends Contact = Contact> = (contact: C, message: Message) => Promise<void>;

/** One sender for each kind of contact that the composition can reach. */
export type Senders = { readonly [K in Contact['kind']]?: Send<Extract<Contact, { kind: K }>> };

export interface TickMeasure {
  readonly tick: Tick;
  readonly monitors: readonly Monitor[];
  /** From the slot to the start of the tick. */
  readonly lagMs: number;
  readonly durationMs: number;
}

/** Publishing may throw; whoever calls it logs that and goes on. */
export interface Metrics {
  publishTick(measure: TickMeasure): Promise<void>;
}

/** A run of one slot, asked for before its time. */
export interface SlotCall {
  /** In ms since the epoch. */
  readonly slot: number;
  readonly cell: Cell;
  /** From now until the slot; never negative. */
  readonly delayMs: number;
}

/** Calls the tick function back at slots for which no schedule is fine enough. */
export interface SlotQueue {
  /** Rejects when any of the calls was not taken. */
  ask(calls: readonly SlotCall[]): Promise<void>;
}
