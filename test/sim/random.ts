/** Random numbers that a seed decides: the same seed, the same run. Each part of a world draws from a stream of its own. */

export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Between two positive numbers, each order of magnitude as likely as the next. */
  logUniform(from: number, to: number): number;
  /** An exponential waiting time with this mean. */
  waiting(mean: number): number;
  /** Another stream: what is drawn from it disturbs nobody else's. */
  fork(name: string): Random;
}

export function createRandom(seed: number | string): Random {
  const next = sfc32(String(seed));
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    logUniform: (from, to) => from * (to / from) ** next(),
    waiting: (mean) => -Math.log(1 - next()) * mean,
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** Chris Doty-Humphrey's small fast counter: 128 bits of state, and quick with 32-bit arithmetic. */
function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const step = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}

function hash(text: string, salt: number): number {
  let value = Math.imul(salt, 0x9e3779b1) ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 12)) | 0;
}
