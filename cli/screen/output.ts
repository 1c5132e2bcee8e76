/** What a run says to the person who started it. A live screen and a plain log are the two ways of saying it. */
import type { MonitorView, Picture } from './picture.ts';
import type { StateLabel } from './state-label.ts';

export interface Start {
  readonly version: string;
  /** The configuration file. */
  readonly file: string;
  readonly monitors: number;
  /** Length of the grid of slots, in milliseconds. */
  readonly tickMs: number;
  readonly statusUrl: string;
  /** Folder of the embedded database. */
  readonly folder: string;
  readonly isDemo: boolean;
}

export interface Output {
  /** Once, when everything is up. From then on `picture` may be called at any time. */
  begin(start: Start, picture: () => Picture): void;
  /** A notification: what happened on the first line, why on those after it. */
  message(text: string): void;
  /** Something less than a message: who else was told, or a trouble of Nightjar's own. */
  note(text: string): void;
  stateChanged(view: MonitorView, from: StateLabel['word'], at: number): void;
  /** There is something new to see. */
  refresh(): void;
  /** The last line; nothing is said after it. */
  end(text: string): void;
}
