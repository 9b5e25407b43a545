import { NOTHING, curve, heard } from '../../learn/run.js';
import { winRates } from '../../learn/verdict.js';
import { h } from '../dom.js';
import { Chain } from './chain.js';
import { Plot } from './plot.js';
import { Samples } from './samples.js';
import { Status } from './status.js';

const LOOK_MS = 5000;
const AGAIN_MS = 2000;

/** What a person is asked before something that others feel. */
const SURE = {
  stop: 'Stop learning? The cycle at work is given up, and this version stays until somebody resumes.',
  rollback: 'Go back to the version before? Everybody is answered by it from now on.',
};

/** What was learned from people: where training stands, live; its curves; answers before and after; all versions. */
export class LearnedPage {
  #client;
  #askForKey;
  #run = NOTHING;
  #state = null;
  #watching = null;
  #drawn = false;
  #status = new Status(wish => this.#decide(wish));
  #samples = new Samples();
  #chain = new Chain(version => this.#promote(version));
  #trouble = h('div', { class: 'note', role: 'status' });
  #plots = {
    reward: new Plot('Reward', 'How much the judge, made from your judgements, likes the answers.'),
    kl: new Plot('Distance (KL)', 'How far it has moved from where it started, in nats an answer.'),
    entropy: new Plot('Entropy', 'How open its choices still are.'),
    length: new Plot('Answer length', 'Tokens of an answer.'),
    accuracy: new Plot('Agreement', 'How often the reward model agreed with people, asked before it learned from what they said.'),
    wins: new Plot('Win rate', 'Against the version before, at the end of each cycle; its lower 95 % bound where the rate itself was not kept.'),
  };
  #all = h(
    'div',
    { class: 'learned', hidden: true },
    this.#status.element,
    h('h3', {}, 'This cycle'),
    h('div', { class: 'plots' }, Object.values(this.#plots).map(({ element }) => element)),
    h('h3', {}, 'Before and after'),
    this.#samples.element,
    h('h3', {}, 'Versions'),
    this.#chain.element,
  );
  element = h('div', {}, this.#trouble, this.#all);

  /** @param askForKey opens the dialog in which a key is given */
  constructor(client, askForKey) {
    this.#client = client;
    this.#askForKey = askForKey;
  }

  /** Looks again, and follows as long as the page is shown. */
  open() {
    this.#watching?.abort();
    const watch = new AbortController();
    this.#watching = watch;
    this.#look();
    this.#follow(watch.signal);
    const timer = setInterval(() => {
      if (watch.signal.aborted || !this.element.isConnected) {
        clearInterval(timer);
        watch.abort();
      } else {
        this.#look();
      }
    }, LOOK_MS);
  }

  async #look() {
    try {
      const [policy, versions, training] = await Promise.all([
        this.#client.admin('policy'),
        this.#client.admin('policy/versions'),
        this.#client.admin('training').catch(unheard),
      ]);
      this.#state = { policy, versions: versions.data, training };
      this.#trouble.replaceChildren();
      this.#chain.render(this.#state.versions);
      this.#draw();
    } catch (failure) {
      this.#refused(failure);
    }
  }

  /** Reads events until the page is left; after a broken connection it goes on where it was. */
  async #follow(signal) {
    while (!signal.aborted) {
      try {
        for await (const told of this.#client.training(this.#run.last, signal)) {
          this.#run = heard(this.#run, told);
          this.#soon();
          if (['stage', 'verdict', 'published', 'failed'].includes(told.event.kind)) this.#look();
        }
      } catch (failure) {
        if (failure.kind === 'key' || failure.name === 'AbortError') return;
      }
      await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
    }
  }

  /** Many events come at once; the eye needs one picture of them. */
  #soon() {
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  #draw() {
    if (!this.#state) return;
    const run = this.#run;
    this.#all.hidden = false;
    this.#status.render(this.#state.policy, this.#state.training, run);
    this.#plots.reward.render(curve(run, 'ppo', 'objective/scores'));
    const shown = curve(run, 'ppo', 'objective/kl_k3');
    this.#plots.kl.render(shown.length ? shown : curve(run, 'ppo', 'objective/kl'));
    this.#plots.entropy.render(curve(run, 'ppo', 'objective/entropy'));
    this.#plots.length.render(curve(run, 'ppo', 'response_length'));
    this.#plots.accuracy.render(curve(run, 'reward', 'reward/train_accuracy'));
    this.#plots.wins.render(winRates(this.#state.versions, run.wins));
    this.#samples.render(run.samples);
  }

  #promote(version) {
    this.#send(`policy/${version}/promote`);
  }

  #decide(wish) {
    if (SURE[wish] && !confirm(SURE[wish])) return;
    this.#send(wish === 'rollback' ? 'policy/rollback' : `training/${wish}`);
  }

  async #send(path) {
    try {
      await this.#client.admin(path, 'POST');
      await this.#look();
    } catch (failure) {
      this.#refused(failure);
    }
  }

  #refused(failure) {
    if (failure.kind === undefined) throw failure;
    const isKey = failure.kind === 'key';
    this.#all.hidden = isKey || !this.#state;
    this.#trouble.replaceChildren(
      h('p', {}, isKey ? 'What was learned is shown to those whose key has the role admin. ' : `${failure.title}. `, failure.message),
      ...(isKey ? [h('button', { type: 'button', onClick: () => this.#askForKey() }, 'Set a key')] : []),
    );
  }
}

/** Versions are told without Redis, training is not: what stands in its place then. */
function unheard(failure) {
  if (failure.kind !== 'starting') throw failure;
  return { state: 'unheard', mode: 'run', message: failure.message, evidence: {}, cycle: 0, trainer: { kind: '', alive: false } };
}
