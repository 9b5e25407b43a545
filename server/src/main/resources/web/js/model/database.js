const SHELVES = ['conversations', 'outbox', 'kept'];

/** What this browser keeps, in IndexedDB, or nowhere if it refuses. Opened once; lives as long as the page. */
export class Database {
  #db;

  constructor(db) {
    this.#db = db;
  }

  /** Never fails: a browser that keeps nothing gives a database that is not `persistent`. */
  static async open() {
    try {
      const request = indexedDB.open('attune', 2);
      request.onupgradeneeded = () => {
        for (const name of SHELVES) {
          if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath: 'id' });
        }
      };
      const db = await opened(request);
      db.onversionchange = () => db.close();
      return new Database(db);
    } catch {
      return new Database(null);
    }
  }

  get persistent() {
    return this.#db !== null;
  }

  /** The things of one kind, by their `id`; in memory where nothing is kept. */
  shelf(name) {
    return this.#db ? new Shelf(this.#db, name) : new MemoryShelf();
  }
}

class Shelf {
  #db;
  #name;

  constructor(db, name) {
    this.#db = db;
    this.#name = name;
  }

  all() {
    return this.#run('readonly', store => store.getAll());
  }

  get(id) {
    return this.#run('readonly', store => store.get(id));
  }

  put(thing) {
    return this.#run('readwrite', store => store.put(thing));
  }

  remove(id) {
    return this.#run('readwrite', store => store.delete(id));
  }

  /** Settles when the transaction has: what is written by then outlives a reload. */
  #run(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction(this.#name, mode);
      const request = work(transaction.objectStore(this.#name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }
}

class MemoryShelf {
  #things = new Map();

  async all() {
    return [...this.#things.values()];
  }

  async get(id) {
    return this.#things.get(id);
  }

  async put(thing) {
    this.#things.set(thing.id, thing);
  }

  async remove(id) {
    this.#things.delete(id);
  }
}

function opened(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds the database'));
  });
}
