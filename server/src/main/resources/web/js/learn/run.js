/** What the trainer has said, put together: a pure function of its events, one after the other. */
export const NOTHING = { last: '', cycle: 0, stage: 'idle', step: 0, steps: 0, etaS: null, message: '', series: {}, samples: [], wins: [] };

/** So many points of a curve are kept. */
const MOST_POINTS = 2000;

/** The same with one more event. A new cycle begins its curves anew; samples stay until there are others. */
export function heard(run, { id, event }) {
  const same = event.cycle === run.cycle;
  const next = {
    ...run,
    last: id,
    cycle: event.cycle,
    stage: event.stage,
    message: event.message || (same && event.stage === run.stage ? run.message : ''),
    series: same ? run.series : {},
    step: event.step,
    steps: event.steps,
    etaS: event.eta_s ?? null,
  };
  if (event.kind === 'step') next.series = grown(next.series, event);
  if (event.kind === 'samples') next.samples = event.samples;
  if (event.kind === 'verdict') next.wins = [...run.wins.filter(win => win.cycle !== event.cycle), win(event)];
  return next;
}

/** Curves by the trainer's names, each a list of [step, value]; other stages count their steps anew. */
function grown(series, { stage, step, metrics }) {
  const next = { ...series };
  for (const [name, value] of Object.entries(metrics)) {
    const key = `${stage} ${name}`;
    next[key] = [...(next[key] ?? []), [step, value]].slice(-MOST_POINTS);
  }
  return next;
}

function win({ cycle, metrics }) {
  return { cycle, rate: metrics.win_rate, low: metrics.win_rate_low };
}

/** One curve of a stage; empty as long as nothing of that name was said. */
export function curve(run, stage, name) {
  return run.series[`${stage} ${name}`] ?? [];
}
