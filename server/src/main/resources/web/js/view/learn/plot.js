import { h, svg } from '../dom.js';

const WIDTH = 320;
const HEIGHT = 120;

/** A number as a person reads it. */
export function brief(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return value.toFixed(0);
  return Number(value.toPrecision(3)).toString();
}

/**
 * One curve over steps, with its newest number above it and its range beside it. `render` takes a list of [step, value] and draws
 * it anew; a reader of the screen hears the newest number, the first and the range.
 */
export class Plot {
  #title;
  #hint;
  #now = h('span', { class: 'now' });
  #top = h('span', {});
  #bottom = h('span', {});
  #path = svg('path', { class: 'curve', 'vector-effect': 'non-scaling-stroke' });
  #zero = svg('path', { class: 'zero', 'vector-effect': 'non-scaling-stroke' });
  #dot = svg('circle', { class: 'dot', r: 3.5, visibility: 'hidden' });
  #svg = svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' },
    this.#zero,
    this.#path,
    this.#dot,
  );

  constructor(title, hint) {
    this.#title = title;
    this.#hint = hint;
    this.element = h(
      'section',
      { class: 'plot' },
      h('h4', {}, title, ' ', this.#now),
      h('div', { class: 'field' }, this.#svg, h('div', { class: 'bounds quiet', 'aria-hidden': 'true' }, this.#top, this.#bottom)),
      h('p', { class: 'quiet' }, hint),
    );
    this.render([]);
  }

  render(points) {
    const values = points.map(([, value]) => value);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const newest = values.at(-1);
    this.#now.classList.toggle('none', !points.length);
    this.#now.textContent = points.length ? brief(newest) : 'no numbers yet';
    this.#top.textContent = points.length ? brief(high) : '';
    this.#bottom.textContent = points.length ? brief(low) : '';
    this.#svg.setAttribute('aria-label', this.#words(points, newest, low, high));
    const place = scale(points, low, high);
    this.#path.setAttribute('d', points.map((point, i) => `${i ? 'L' : 'M'}${place(point).join(' ')}`).join(''));
    this.#zero.setAttribute('d', low < 0 && high > 0 ? `M0 ${place([0, 0])[1]}H${WIDTH}` : '');
    this.#dot.setAttribute('visibility', points.length ? 'visible' : 'hidden');
    if (!points.length) return;
    const [x, y] = place(points.at(-1));
    this.#dot.setAttribute('cx', x);
    this.#dot.setAttribute('cy', y);
  }

  #words(points, newest, low, high) {
    if (!points.length) return `${this.#title}: no numbers yet`;
    return `${this.#title}: ${brief(newest)} at step ${points.at(-1)[0]}, between ${brief(low)} and ${brief(high)}`;
  }
}

/** From a point to its place in the drawing, with room for the dot; a flat curve lies in the middle. */
function scale(points, low, high) {
  const first = points[0]?.[0] ?? 0;
  const steps = Math.max(1, (points.at(-1)?.[0] ?? 0) - first);
  const height = high - low;
  return ([step, value]) => [
    round(6 + ((step - first) / steps) * (WIDTH - 12)),
    round(height ? HEIGHT - 8 - ((value - low) / height) * (HEIGHT - 16) : HEIGHT / 2),
  ];
}

const round = value => Math.round(value * 10) / 10;
