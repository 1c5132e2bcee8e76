/** What people say about an incident while it lasts and afterwards. Remarks are added, never changed or taken away. */

export type RemarkKind = 'acknowledged' | 'note' | 'postmortem';

export interface Remark {
  readonly incidentId: string;
  readonly kind: RemarkKind;
  /** In ms since the epoch. */
  readonly at: number;
  readonly by: string;
  /** Of `postmortem`, the link to it. */
  readonly text?: string;
}

/** The first acknowledgement; a second one changes nothing. */
export const acknowledgementOf = (remarks: readonly Remark[]): Remark | undefined =>
  remarks.filter(({ kind }) => kind === 'acknowledged').sort((a, b) => a.at - b.at)[0];
