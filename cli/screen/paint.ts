/** Colour where the output can show it. `NO_COLOR`, `FORCE_COLOR` and a redirected output are respected. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Paint = (style: Style, text: string) => string;

export const paintFor =
  (stream: NodeJS.WritableStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream, validateStream: true });

export const unpainted: Paint = (_style, text) => text;
