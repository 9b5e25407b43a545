/** What the gate said of a version, out of its manifest: {word, sentence, checks, wins}. */
export function verdictOf({ standing, details }) {
  const { verdict } = details;
  const wins = winsOf(details);
  if (details.origin === 'base') return { word: 'given', sentence: 'The model as it was given.', checks: [], wins };
  if (details.kind === 'reference') return { word: 'kept', sentence: 'Kept to measure from, not meant to be served.', checks: [], wins };
  const word = standing === 'rejected' || verdict?.accepted === false ? 'refused' : 'accepted';
  if (typeof verdict === 'string') return { word, sentence: verdict, checks: [], wins };
  const checks = verdict?.checks ?? [];
  const against = checks.filter(({ passed }) => !passed).map(({ sentence }) => sentence);
  if (details.stopped_itself) against.push(`practice had stopped itself: ${details.stopped_itself}`);
  return { word, sentence: against.join('; ') || `${checks.length} checks passed.`, checks, wins };
}

/** How often the judge preferred it to what was served: {rate, low}, each undefined where the manifest does not say. */
function winsOf({ verdict }) {
  const measured = name => {
    const value = Number(verdict?.[name] ?? verdict?.checks?.find(check => check.name === name)?.value);
    return Number.isFinite(value) ? value : undefined;
  };
  return { rate: measured('win_rate'), low: measured('win_rate_low') };
}

/** The win rates of all cycles as [cycle, value], out of the manifests and, of cycles that left none, what was heard. */
export function winRates(versions, heard) {
  const byCycle = new Map(heard.map(({ cycle, rate, low }) => [cycle, { rate, low }]));
  for (const version of versions) {
    const wins = winsOf(version.details);
    if (wins.low !== undefined || wins.rate !== undefined) byCycle.set(version.details.cycle, wins);
  }
  const all = [...byCycle].sort(([one], [other]) => one - other);
  // Rates and bounds in one curve would show a step that nobody made.
  const of = all.every(([, { rate }]) => rate !== undefined) ? 'rate' : 'low';
  return all.filter(([, wins]) => wins[of] !== undefined).map(([cycle, wins]) => [cycle, wins[of]]);
}
