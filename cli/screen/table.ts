/**
 * The live table: a header, then a line for each monitor, and under it the reason where something is wrong. It always
 * fits the terminal: a narrow one loses columns, a low one loses headings, then reasons, then monitors that are well.
 */
import stringWidth from 'string-width';
import { durationText } from '../../shared/domain/time/calendar.ts';
import { cutTo, fillTo } from './columns.ts';
import type { Paint } from './paint.ts';
import type { MonitorView, Picture } from './picture.ts';
import { sparkline } from './sparkline.ts';
import { stateLabel } from './state-label.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface Layout {
  readonly columns: number;
  readonly state: number;
  readonly name: number;
  /** Zero where there is no room for the column. */
  readonly duration: number;
  readonly sparkline: number;
  readonly response: number;
}

const INDENT = 2;
const GAP = 2;

/** Lines of the whole picture, none wider than the terminal and no more than fit it. */
export function renderTable(picture: Picture, size: Size, paint: Paint): string[] {
  const layout = layoutFor(picture.monitors, size.columns);
  const header = [...renderHeader(picture, size.columns, paint), ''];
  return [...header, ...renderBody(picture, size.rows - header.length - 1, layout, paint)];
}

function renderHeader(picture: Picture, columns: number, paint: Paint): string[] {
  const seconds = Math.max(0, Math.ceil((picture.nextSlot - picture.now) / 1000));
  return [
    aside(['bold', `Nightjar  ${summary(picture.monitors)}`], `next checks in ${seconds} s`, columns, paint),
    aside(['cyan', picture.statusUrl], 'Ctrl-C stops', columns, paint),
  ];
}

/** "1 down, 1 suspect, 7 up": the worst first, where a narrow terminal cuts least. */
function summary(monitors: readonly MonitorView[]): string {
  const byWord = Map.groupBy(monitors.toSorted(worstFirst), (monitor) => stateLabel(monitor).word);
  return [...byWord].map(([word, members]) => `${members.length} ${word}`).join(', ');
}

function aside([style, left]: ['bold' | 'cyan', string], right: string, columns: number, paint: Paint): string {
  const room = columns - stringWidth(left) - stringWidth(right);
  if (room < GAP) return paint(style, cutTo(left, columns));
  return paint(style, left) + ' '.repeat(room) + paint('dim', right);
}

function layoutFor(monitors: readonly MonitorView[], columns: number): Layout {
  const longest = Math.max(8, ...monitors.map((monitor) => stringWidth(monitor.name)));
  const isWide = columns >= 90;
  const fixed = {
    state: columns >= 70 ? 19 : 12,
    duration: columns >= 56 ? 11 : 0,
    sparkline: isWide ? 20 : columns >= 76 ? 10 : 0,
    response: columns >= 40 ? 9 : 0,
  };
  const used = Object.values(fixed).reduce((sum, width) => sum + (width ? width + GAP : 0), INDENT);
  return { columns, ...fixed, name: Math.max(4, Math.min(longest, columns - used)) };
}

function renderBody(picture: Picture, rows: number, layout: Layout, paint: Paint): string[] {
  const row = (monitor: MonitorView) => renderRow(monitor, picture.now, layout, paint);
  const withReason = (monitor: MonitorView) => [row(monitor), ...renderReason(monitor, layout, paint)];
  const isGrouped = picture.monitors.some((monitor) => monitor.group);
  const grouped = groups(picture.monitors).flatMap(([group, members]) => [
    ...(isGrouped ? [paint('bold', cutTo(group ?? 'Other', layout.columns))] : []),
    ...members.flatMap(withReason),
  ]);
  if (grouped.length <= rows) return grouped;
  const ordered = picture.monitors.toSorted(worstFirst);
  const ungrouped = ordered.flatMap(withReason);
  if (ungrouped.length <= rows) return ungrouped;
  const bare = ordered.map(row);
  if (bare.length <= rows) return bare;
  const shown = Math.max(0, rows - 1);
  return [...bare.slice(0, shown), paint('dim', cutTo(`… and ${bare.length - shown} more`, layout.columns))];
}

/** In the order of the file, each group where its first member stands. */
function groups(monitors: readonly MonitorView[]): [string | undefined, MonitorView[]][] {
  return [...Map.groupBy(monitors, (monitor) => monitor.group)];
}

const WORST_FIRST = ['down', 'recovering', 'suspect', 'unknown', 'degraded', 'up', 'pending', 'paused'];

/** Keeps the order of the file among equals. */
function worstFirst(a: MonitorView, b: MonitorView): number {
  return WORST_FIRST.indexOf(stateLabel(a).word) - WORST_FIRST.indexOf(stateLabel(b).word);
}

function renderRow(monitor: MonitorView, now: number, layout: Layout, paint: Paint): string {
  const label = stateLabel(monitor);
  const state = `${label.symbol} ${label.word}${layout.state > 12 && label.progress ? ` ${label.progress}` : ''}`;
  const last = monitor.checks.at(-1);
  const response = last?.totalMs === undefined || last.verdict === 'down' ? '' : `${Math.round(last.totalMs)} ms`;
  const duration = monitor.phase === 'pending' ? '' : durationText(now - monitor.since);
  const cells = [
    paint(label.style, fillTo(state, layout.state)),
    fillTo(monitor.name, layout.name),
    layout.duration ? paint('dim', fillTo(duration, layout.duration, 'right')) : undefined,
    layout.sparkline ? sparkline(monitor.checks, layout.sparkline, paint) : undefined,
    layout.response ? fillTo(response, layout.response, 'right') : undefined,
  ];
  return ' '.repeat(INDENT) + cells.filter((cell) => cell !== undefined).join(' '.repeat(GAP));
}

function renderReason({ phase, reason }: MonitorView, layout: Layout, paint: Paint): string[] {
  if (phase === 'paused' || reason === undefined) return [];
  const indent = layout.columns >= 70 ? INDENT + layout.state + GAP : INDENT * 2;
  return [' '.repeat(indent) + paint('dim', cutTo(reason, layout.columns - indent))];
}
