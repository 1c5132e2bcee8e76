/** The field of an absolute http or https URL. */
import { report, text } from './fields.ts';
import { urlFlaw } from './url.ts';

const LONGEST_URL = 2048;

export const httpUrl = text(LONGEST_URL).superRefine((url, context) => {
  const flaw = urlFlaw(url);
  if (flaw) report(context, flaw);
});
