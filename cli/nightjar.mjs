#!/usr/bin/env node
/**
 * The command's front door, in JavaScript that any Node since 20 can read: Nightjar itself is TypeScript, which Node runs
 * as it is from version 24 on. An older Node hands over to the one that `npm ci` has put into node_modules.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  await import('./main.ts');
} else {
  handOver(fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url)));
}

function handOver(node) {
  if (!existsSync(node)) {
    console.error(`Nightjar needs Node ${NEEDED} or newer and this is Node ${process.versions.node}.`);
    console.error(`Run "npm ci" in Nightjar's folder: it brings a Node ${NEEDED} along, beside yours.`);
    process.exit(2);
  }
  // The channel carries nothing: its end tells the child that this process is gone, however it went.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl-C reaches both processes. The child decides what it means, and takes two copies of a signal for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
