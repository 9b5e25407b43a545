/** What is known about an answer, in one line: who wrote it, how much, how fast. */
export function facts(node) {
  const run = node.runs.at(-1);
  return [
    node.status === 'stopped' && 'stopped',
    node.status === 'done' && !node.content && 'the model had nothing to say',
    run?.finish === 'length' && 'cut at the longest length',
    run?.model && `${run.model} ${run.version ?? ''}`.trim(),
    run?.usage && usage(run.usage),
    run && speed(run),
    run?.firstMs != null && `first after ${time(run.firstMs)}`,
    run?.leftOut > 0 && `${run.leftOut} older messages did not fit`,
  ].filter(Boolean).join(' · ');
}

function usage({ prompt_tokens: read, completion_tokens: written, cached_tokens: cached }) {
  return `${read} tokens read${cached ? ` (${cached} known)` : ''}, ${written} written`;
}

/** Tokens after the first, over the time after the first; of what came all at once only the whole time is known. */
function speed({ usage, firstMs, ms }) {
  if (!usage || firstMs === null) return null;
  const isStream = usage.completion_tokens > 1 && ms - firstMs >= 10;
  const perSecond = isStream ? ((usage.completion_tokens - 1) * 1000) / (ms - firstMs) : (usage.completion_tokens * 1000) / ms;
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} tokens/s`;
}

function time(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
