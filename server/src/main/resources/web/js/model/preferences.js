/** Small things this browser remembers: look, defaults, the key. Where nothing may be stored they last as long as the page. */
const memory = new Map();

/** The value that was kept under this name, or what stands for none. */
export function preference(name, otherwise, storage = localStorageIfAny()) {
  try {
    return JSON.parse(storage?.getItem(`attune.${name}`) ?? memory.get(name) ?? 'null') ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keeps a value; null forgets it. */
export function prefer(name, value, storage = localStorageIfAny()) {
  const text = JSON.stringify(value);
  try {
    if (value === null) storage.removeItem(`attune.${name}`);
    else storage.setItem(`attune.${name}`, text);
  } catch {
    memory.set(name, text);
  }
}

/** The API key: for this tab, or for good. */
export const apiKey = {
  get: () => preference('key', '', sessionStorageIfAny()) || preference('key', ''),
  set(key, forGood) {
    prefer('key', forGood && key ? key : null);
    prefer('key', !forGood && key ? key : null, sessionStorageIfAny());
  },
  isForGood: () => preference('key', '') !== '',
};

function localStorageIfAny() {
  return allowed(() => localStorage);
}

function sessionStorageIfAny() {
  return allowed(() => sessionStorage);
}

function allowed(storage) {
  try {
    return storage();
  } catch {
    return null;
  }
}
