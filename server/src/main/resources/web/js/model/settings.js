/** What may be set per conversation, besides the system prompt. What is not set is left to the server. */
export const SAMPLING = [
  { id: 'temperature', label: 'Temperature', hint: 'Higher is more surprising; 0 takes the likeliest word every time.', min: 0, max: 2, step: 0.05 },
  { id: 'top_p', label: 'Top P', hint: 'Draws from the likeliest words that together have this probability.', min: 0.01, max: 1, step: 0.01 },
  { id: 'top_k', label: 'Top K', hint: 'Draws from this many of the likeliest words; 0 from all.', min: 0, max: 1000, step: 1, whole: true },
  { id: 'min_p', label: 'Min P', hint: 'Leaves out words less likely than this share of the likeliest.', min: 0, max: 1, step: 0.01 },
  { id: 'frequency_penalty', label: 'Frequency penalty', hint: 'Against words the more, the more often they were said.', min: -2, max: 2, step: 0.05 },
  { id: 'presence_penalty', label: 'Presence penalty', hint: 'Against words that were said at all.', min: -2, max: 2, step: 0.05 },
  { id: 'repetition_penalty', label: 'Repetition penalty', hint: 'Divides the score of words that were said; 1 is none.', min: 0.05, max: 10, step: 0.05 },
  { id: 'max_completion_tokens', label: 'Longest answer', unit: 'tokens', hint: 'An answer that reaches it can be continued.', min: 1, max: 2147483647, step: 1, whole: true },
  { id: 'seed', label: 'Seed', hint: 'The same seed draws the same answer again.', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, whole: true },
];

/** At most so many stop strings are taken by the server. */
export const MAX_STOPS = 16;

/** Settings that the server takes: anything else that stands in `settings` is left out. */
export function sane(settings) {
  const result = {};
  if (typeof settings?.system === 'string' && settings.system.trim()) result.system = settings.system;
  for (const field of SAMPLING) {
    const value = settings?.[field.id];
    if (isValid(field, value)) result[field.id] = value;
  }
  const stop = Array.isArray(settings?.stop) ? settings.stop.filter(text => typeof text === 'string' && text !== '') : [];
  if (stop.length) result.stop = stop.slice(0, MAX_STOPS);
  return result;
}

/** Whether a number is one that this field may have. */
export function isValid(field, value) {
  return typeof value === 'number' && value >= field.min && value <= field.max && (!field.whole || Number.isInteger(value));
}

/** The sampling part of a request. */
export function samplingOf(settings) {
  const { system, ...sampling } = sane(settings);
  return sampling;
}
