/** An order with ties: a list of places, the best first, each a list of the answers that share it. Pure functions. */

/** The order with one answer at another place: sharing it (`tied`), or alone before what stands there now. */
export function placed(tiers, id, index, tied) {
  const rest = tiers.map(tier => tier.filter(other => other !== id));
  const next = tied
    ? rest.map((tier, i) => (i === index ? [...tier, id] : tier))
    : [...rest.slice(0, index), [id], ...rest.slice(index)];
  return next.filter(tier => tier.length > 0);
}

/** One step better (−1) or worse (+1): whoever is alone shares the next place, whoever shares one stands alone beside it. */
export function stepped(tiers, id, step) {
  const at = placeOf(tiers, id);
  if (tiers[at].length > 1) return placed(tiers, id, step < 0 ? at : at + 1, false);
  const next = at + step;
  return next >= 0 && next < tiers.length ? placed(tiers, id, next, true) : tiers;
}

export function placeOf(tiers, id) {
  return tiers.findIndex(tier => tier.includes(id));
}

/** 1st, 2nd, … */
export function ordinal(place) {
  return `${place}${['th', 'st', 'nd', 'rd'][place] ?? 'th'}`;
}

/** What two answers in this order are to each other, as a comparison says it. */
export function outcomeOf(tiers, [first]) {
  if (tiers.length === 1) return 'tie';
  return tiers[0][0] === first ? 'first' : 'second';
}
