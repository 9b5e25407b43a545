// Plays scenes with one client, one after the other: `node CLIENT.mjs` reads {"scene", "ask", "key"} (or no key) or {"abort"}, a JSON
// object a line, and says what happened in JSON, one line each. It stays until standard input ends, so that what the server notices of an abort is the client's doing
// and not the end of the process.
import { createInterface } from 'node:readline';

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** `scenes` has `whole` and `streamed`; each takes (ask, abort signal, called with each piece) and returns an answer. */
export function play(scenes, refusal) {
  let giveUp = new AbortController();

  async function perform({ scene, ask, key }) {
    giveUp = new AbortController();
    const { signal } = giveUp;
    try {
      const answer = await scenes[scene]({ ...ask, key }, signal, (piece) => say({ piece }));
      say(signal.aborted ? { aborted: true } : { answer });
    } catch (error) {
      say(signal.aborted ? { aborted: true } : { refusal: refusal(error) });
    }
  }

  createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line);
    if (order.abort) {
      giveUp.abort();
    } else {
      perform(order);
    }
  });
}
