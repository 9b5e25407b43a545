// Plays one scene with one client: `node CLIENT.mjs SCENE ASK`. Says what happened in JSON, one line each, and stays
// until standard input ends, so that what the server notices is the client's doing and not the end of the process.
import { createInterface } from 'node:readline';

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** `scenes` has `whole` and `streamed`; each takes (ask, abort signal, called with each piece) and returns an answer. */
export async function play(scenes, refusal) {
  const [scene, ask] = [process.argv[2], JSON.parse(process.argv[3])];
  const giveUp = new AbortController();
  const orders = createInterface({ input: process.stdin });
  orders.on('line', (line) => line === 'abort' && giveUp.abort());
  const over = new Promise((resolve) => orders.once('close', resolve));
  say({ begun: true });
  try {
    const answer = await scenes[scene](ask, giveUp.signal, (piece) => say({ piece }));
    say(giveUp.signal.aborted ? { aborted: true } : { answer });
  } catch (error) {
    say(giveUp.signal.aborted ? { aborted: true } : { refusal: refusal(error) });
  }
  await over;
}
