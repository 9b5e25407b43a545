/** What the gate said of a version, out of its manifest: {word, sentence, checks}. */
export function verdictOf({ standing, details }) {
  const { verdict } = details;
  if (details.origin === 'base') return { word: 'given', sentence: 'The model as it was given.', checks: [] };
  if (details.kind === 'reference') return { word: 'kept', sentence: 'Kept to measure from, not meant to be served.', checks: [] };
  const word = standing === 'rejected' || verdict?.accepted === false ? 'refused' : 'accepted';
  if (typeof verdict === 'string') return { word, sentence: verdict, checks: [] };
  const checks = verdict?.checks ?? [];
  const against = checks.filter(({ passed }) => !passed).map(({ sentence }) => sentence);
  if (details.stopped_itself) against.push(`practice had stopped itself: ${details.stopped_itself}`);
  return { word, sentence: against.join('; ') || `${checks.length} checks passed.`, checks };
}
