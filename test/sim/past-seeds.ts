/** Seeds that have found something, in the product or in its judges, and what it was. Each runs with every test. */
export const PAST_SEEDS: readonly { readonly seed: number; readonly monitorYears: number; readonly found: string }[] = [
  { seed: 7, monitorYears: 0.05, found: 'an incident was over before it began, as a region that was behind closed it' },
  {
    seed: 119,
    monitorYears: 0.05,
    found: 'a region that was behind opened an incident before the last one had closed',
  },
  { seed: 1003, monitorYears: 0.05, found: 'a digest told the end of an outage without its beginning' },
  { seed: 2019, monitorYears: 0.05, found: 'a late slot may be folded by whoever looked before the others went on' },
  { seed: 200126, monitorYears: 0.1, found: 'an incident opened at a success, because another region fell silent' },
  { seed: 2063, monitorYears: 0.05, found: 'a pause forgets up to the slot of its deployment' },
];
