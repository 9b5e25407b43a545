import { newId } from './ids.js';

/**
 * What a person says of answers, as values. A wish is what shall hold: {kind, subject, …}; wishes of one subject revise one another.
 * An answer is named as the server does, COMPLETION or COMPLETION/CHOICE. Everything here is a pure function.
 */

export function thumb(answer, direction, { reasons = [], comment = '' } = {}) {
  return { kind: 'thumb', subject: `thumb ${answer}`, answer, thumb: direction, reasons, comment };
}

export function correction(answer, text) {
  return { kind: 'correction', subject: `correction ${answer}`, answer, correction: text };
}

/** @param said {criteria, comment} */
export function ranking(tiers, said) {
  return { kind: 'ranking', subject: aboutAll('ranking', tiers.flat()), tiers, ...said };
}

/** @param outcome first, second, tie or both_bad */
export function comparison(pair, outcome, said) {
  return { kind: 'comparison', subject: aboutAll('comparison', pair), pair, outcome, ...said };
}

/** Each is a judgement of its own. */
export function demonstration(messages, suggestions) {
  return { kind: 'demonstration', subject: `demonstration ${newId()}`, messages, suggestions };
}

/** Takes back what stands under this subject; `id` is the judgement's, if it is known. */
export function retraction({ subject, answer = null }, id = null) {
  return { kind: 'retraction', subject, answer, id };
}

/** How the server hears of it; null if there is nothing to take back. */
export function requestOf(wish, keptId) {
  switch (wish.kind) {
    case 'thumb':
      return post('v1/feedback', { completion_id: wish.answer, thumb: wish.thumb, reasons: wish.reasons, comment: wish.comment });
    case 'correction':
      return post('v1/demonstrations', { completion_id: wish.answer, correction: wish.correction });
    case 'ranking':
      return post('v1/rankings', { completion_ids: wish.tiers, criteria: wish.criteria, comment: wish.comment });
    case 'comparison':
      return post('v1/comparisons', { completion_ids: wish.pair, outcome: wish.outcome, criteria: wish.criteria, comment: wish.comment });
    case 'demonstration':
      return post('v1/demonstrations', { messages: wish.messages, suggestions: wish.suggestions });
    default:
      return retractionRequest(wish, keptId);
  }
}

/** What the server has of a judgement, as the wish it was. */
export function wishOf(item) {
  const [first] = item.answers;
  const said = { criteria: item.criteria ?? {}, comment: item.comment ?? '' };
  switch (item.kind) {
    case 'thumb':
      return thumb(first.id, item.thumb, { reasons: item.reasons, comment: item.comment });
    case 'correction':
      return correction(first.id, item.correction);
    case 'ranking':
      return ranking(item.ranking, said);
    case 'comparison':
      return comparison(item.answers.map(({ id }) => id), item.outcome, said);
    default:
      return { ...demonstration(item.messages, []), subject: `demonstration ${item.id}` };
  }
}

/** What stands under a subject: `entry` if something waits or was refused, `kept` if the server has something, and what is wanted. */
export function standing({ outbox, kept }, subject) {
  const entry = outbox.findLast(({ wish }) => wish.subject === subject) ?? null;
  const known = kept.get(subject) ?? null;
  const wish = entry && entry.status !== 'refused' ? entry.wish : known?.wish;
  return { subject, entry, kept: known, wish: wish && wish.kind !== 'retraction' ? wish : null };
}

/** The answer that a message of a conversation is; null if it cannot be judged (yet). */
export function answerOf(node) {
  return node.role === 'assistant' && node.status !== 'running' && node.content ? (node.runs.at(-1)?.id ?? null) : null;
}

/** The answer to the question itself: of one that was continued, its beginning. */
export function firstAnswerOf(node) {
  return answerOf(node) && node.runs[0].id;
}

function retractionRequest({ subject, answer, id }, keptId) {
  if (subject.startsWith('thumb ')) {
    const [completion, choice = '0'] = answer.split('/');
    return { method: 'DELETE', path: `v1/feedback/${encodeURIComponent(completion)}?choice_index=${choice}` };
  }
  const judgement = id ?? keptId;
  return judgement ? { method: 'DELETE', path: `v1/feedback/${encodeURIComponent(judgement)}` } : null;
}

function aboutAll(kind, answers) {
  return `${kind} ${[...answers].sort().join(' ')}`;
}

function post(path, body) {
  return { method: 'POST', path, body: JSON.stringify(body) };
}
