/**
 * What may be said beside a thumb or an order, as the server is configured: {reasons, criteria, commentChars}. Words that this page
 * knows have a wording and a side; any other is shown as it is written, on both sides. Everything here is a pure function.
 */
const REASONS = {
  correct: ['Correct', 'up'], helpful: ['Helpful', 'up'], clear: ['Clear', 'up'], wrong: ['Not correct', 'down'], unhelpful: ['Not helpful', 'down'],
  'off-topic': ['Off topic', 'down'], unsafe: ['Harmful', 'down'], 'too-long': ['Too long', 'down'], 'too-short': ['Too short', 'down'],
  style: ['Style'], other: ['Something else'],
};
const CRITERIA = { relevance: 'To the point', informativeness: 'Informative', correctness: 'Correct', harmlessness: 'Harmless', style: 'Style' };

/** Until the server has said. */
export const USUAL = { reasons: Object.keys(REASONS), criteria: Object.keys(CRITERIA), commentChars: 1024 };

/** What the server says, as rules: so long a comment fits its limit in any script. */
export function rulesOf({ reasons, criteria, max_comment_bytes: bytes }) {
  return { reasons, criteria, commentChars: Math.max(1, Math.floor(bytes / 4)) };
}

/** [[word, words]] to offer beside a thumb. */
export function reasonsFor({ reasons }, direction) {
  return reasons.filter(reason => (REASONS[reason]?.[1] ?? direction) === direction).map(reason => [reason, wordsOfReason(reason)]);
}

export function wordsOfReason(reason) {
  return REASONS[reason]?.[0] ?? plain(reason);
}

/** [[word, words]] to grade by. */
export function criteriaOf({ criteria }) {
  return criteria.map(criterion => [criterion, CRITERIA[criterion] ?? plain(criterion)]);
}

function plain(word) {
  const words = word.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
