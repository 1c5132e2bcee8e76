/** The whole style of the page, which has no scripts, no fonts and no pictures: it must come up on a bad line at night. */
import { createHash } from 'node:crypto';

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --ink: #1b1f24; --quiet: #57606a; --line: #868e96;
  --down: #b3261e; --over: #1a6b3c; --act: #0b57d0; --on-act: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --ink: #e8eaed; --quiet: #a4adb8; --line: #737c87;
    --down: #ff8a80; --over: #7ddc9f; --act: #a8c7fa; --on-act: #0b1d3a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; overflow-wrap: anywhere; }
.word { margin: 0; font-weight: 700; letter-spacing: 0.04em; }
.down .word { color: var(--down); }
.over .word { color: var(--over); }
h1 { margin: 0 0 0.75rem; font-size: 1.75rem; line-height: 1.2; }
p { margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1rem; margin: 0 0 1.5rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
time { white-space: nowrap; }
label { display: block; margin: 0 0 1rem; }
label span { color: var(--quiet); }
input, textarea, button { display: block; width: 100%; margin-top: 0.25rem; padding: 0.75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: 0.5rem; }
textarea { resize: vertical; }
button { margin: 0 0 1rem; background: var(--act); color: var(--on-act); border-color: var(--act); font-weight: 600;
  cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.said { margin: 0 0 1.5rem; padding: 0.75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--over);
  border-radius: 0.5rem; }
.said p { margin: 0; }
h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
ol { margin: 0 0 1.5rem; padding: 0; list-style: none; }
li { margin: 0 0 0.75rem; }
.quiet { color: var(--quiet); font-size: 0.9375rem; }
`;

/** The only style that the page may have, so that nothing which got into it could restyle it. */
const styleHash = createHash('sha256').update(STYLE).digest('base64');

export const CONTENT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
