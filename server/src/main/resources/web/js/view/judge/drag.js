/** So much of a place, at its middle, means to share it; its edges mean to stand beside it. */
const MIDDLE = 0.5;

/**
 * Lets an element be dragged by its handle, with mouse, pen or finger, onto places or between them. `on` is {places: () => elements,
 * drop(index, tied)}; places stand side by side or one below the other. Escape puts the element back.
 */
export function draggable(handle, element, on) {
  handle.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    event.preventDefault();
    new Drag(handle, element, on, event);
  });
}

class Drag {
  #handle;
  #element;
  #on;
  #from;
  #target = null;
  #over = new AbortController();

  constructor(handle, element, on, event) {
    this.#handle = handle;
    this.#element = element;
    this.#on = on;
    this.#from = { x: event.clientX, y: event.clientY };
    handle.setPointerCapture(event.pointerId);
    element.classList.add('dragged');
    element.focus({ preventScroll: true });
    const { signal } = this.#over;
    handle.addEventListener('pointermove', moved => this.#move(moved), { signal });
    handle.addEventListener('pointerup', () => this.#end(true), { signal });
    handle.addEventListener('pointercancel', () => this.#end(false), { signal });
    addEventListener('keydown', key => this.#key(key), { signal, capture: true });
  }

  #move({ clientX, clientY }) {
    this.#element.style.translate = `${clientX - this.#from.x}px ${clientY - this.#from.y}px`;
    const places = this.#on.places();
    this.#mark(places, '');
    this.#target = targetAt(places.map(place => place.getBoundingClientRect()), { x: clientX, y: clientY });
    const { index, tied } = this.#target;
    const [place, mark] = index < places.length ? [places[index], tied ? 'share' : 'before'] : [places.at(-1), 'after'];
    place.dataset.drop = mark;
  }

  #key(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#end(false);
  }

  #end(isDropped) {
    this.#over.abort();
    this.#mark(this.#on.places(), '');
    this.#element.classList.remove('dragged');
    this.#element.style.translate = '';
    if (isDropped && this.#target) this.#on.drop(this.#target.index, this.#target.tied);
  }

  #mark(places, mark) {
    for (const place of places) place.dataset.drop = mark;
  }
}

/** Which place is meant, and whether it is shared; the index after the last is a place of its own at the end. */
function targetAt(boxes, point) {
  const isRow = boxes.length < 2 || boxes[1].left >= boxes[0].right;
  const [from, to, at] = isRow ? ['left', 'right', point.x] : ['top', 'bottom', point.y];
  for (const [index, box] of boxes.entries()) {
    const edge = (box[to] - box[from]) * (1 - MIDDLE) / 2;
    if (at < box[from] + edge) return { index, tied: false };
    if (at < box[to] - edge) return { index, tied: true };
  }
  return { index: boxes.length, tied: false };
}
