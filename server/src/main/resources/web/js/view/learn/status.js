import { h } from '../dom.js';

const DOING = {
  idle: 'Waiting for more judgements',
  collecting: 'Gathering what people said',
  sft: 'Learning from written examples',
  reward: 'Learning what people like',
  ppo: 'Practising to be liked',
  gate: 'Being examined',
  publishing: 'Writing the new version',
  paused: 'Paused',
  failed: 'The last cycle failed',
  unheard: 'Nobody can tell how training stands',
};

/** What the trainer does now, and what a person may want of it. `onWish` is called with start, pause, resume, stop or rollback. */
export class Status {
  #title = h('h3', { id: 'training-state' });
  #words = h('p', {});
  #progress = h('progress', { max: 1, 'aria-labelledby': 'training-state', hidden: true });
  #facts = h('p', { class: 'quiet' });
  #buttons;
  element;

  constructor(onWish) {
    const button = (wish, words, look = '') => h('button', { type: 'button', class: look, 'data-wish': wish, onClick: () => onWish(wish) }, words);
    this.#buttons = {
      start: button('start', 'Train now'),
      pause: button('pause', 'Pause'),
      resume: button('resume', 'Resume', 'strong'),
      rollback: button('rollback', 'Go back one version'),
      stop: button('stop', 'Stop learning'),
    };
    this.element = h(
      'section',
      { class: 'training', 'aria-live': 'polite' },
      this.#title,
      this.#words,
      this.#progress,
      this.#facts,
      h('div', { class: 'row' }, Object.values(this.#buttons)),
    );
  }

  render(policy, training, run) {
    const halted = training.mode !== 'run' || policy.held;
    this.#title.textContent = training.mode === 'stop' ? 'Learning is stopped' : (DOING[training.state] ?? training.state);
    this.#words.textContent = [training.message, policy.message].filter(Boolean).join(' · ');
    this.#progress.hidden = !run.steps || !isAtWork(training);
    if (run.steps) this.#progress.value = run.step / run.steps;
    this.#facts.textContent = facts(policy, training, run).join(' · ');
    this.#buttons.pause.hidden = training.mode !== 'run';
    this.#buttons.resume.hidden = !halted;
    this.#buttons.rollback.disabled = !policy.previous;
    this.#buttons.stop.hidden = training.mode === 'stop';
  }
}

function facts(policy, training, run) {
  const { judgements_new: fresh, judgements_due: due } = training.evidence;
  return [
    policy.current && `version ${policy.current.version} answers`,
    policy.held && 'new versions wait for a person',
    training.cycle > 0 && `cycle ${training.cycle}`,
    run.steps > 0 && isAtWork(training) && `step ${run.step} of ${run.steps}`,
    training.state === run.stage && run.message,
    run.etaS > 0 && isAtWork(training) && `about ${duration(run.etaS)} left`,
    fresh !== undefined && `${fresh}${due === undefined ? '' : ` of ${due}`} new judgements`,
    training.trainer.kind === 'off' && !training.trainer.alive && 'no trainer is running',
  ].filter(Boolean);
}

const isAtWork = ({ state }) => state !== 'idle' && state !== 'unheard';

const duration = seconds => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);
