/** Takes secrets out of texts that a target may have had a hand in. */

/** Shorter beginnings of a secret than this are not told from ordinary words. */
const SHORTEST_BEGINNING = 4;

/**
 * A function that replaces every secret, as it is and in the encodings that a request carries it in. A text that was
 * cut off in the middle of a secret loses the part that it has.
 */
export function blotOut(secrets: Iterable<string>): (text: string) => string {
  const forms = [...secrets]
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => {
    const whole = longestFirst.reduce((rest, form) => rest.replaceAll(form, '•••'), text);
    return longestFirst.reduce(withoutBeginning, whole);
  };
}

/** A cut text ends with an ellipsis, or with nothing at all. */
function withoutBeginning(text: string, form: string): string {
  const cut = text.replace(/…"?$/, '');
  for (let length = Math.min(form.length - 1, cut.length); length >= SHORTEST_BEGINNING; length--) {
    if (cut.endsWith(form.slice(0, length))) return `${cut.slice(0, -length)}•••${text.slice(cut.length)}`;
  }
  return text;
}
