const STORE = 'conversations';

/** Conversations in IndexedDB, or nowhere if the browser refuses. Opened once; lives as long as the page. */
export class Database {
  #db;

  constructor(db) {
    this.#db = db;
  }

  /** Never fails: a browser that keeps nothing gives a database that is not `persistent`. */
  static async open() {
    try {
      const request = indexedDB.open('attune', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
      const db = await settled(request);
      db.onversionchange = () => db.close();
      return new Database(db);
    } catch {
      return new Database(null);
    }
  }

  get persistent() {
    return this.#db !== null;
  }

  all() {
    return this.#run('readonly', store => store.getAll(), []);
  }

  get(id) {
    return this.#run('readonly', store => store.get(id), undefined);
  }

  put(conversation) {
    return this.#run('readwrite', store => store.put(conversation));
  }

  remove(id) {
    return this.#run('readwrite', store => store.delete(id));
  }

  async #run(mode, work, otherwise) {
    if (!this.#db) return otherwise;
    return settled(work(this.#db.transaction(STORE, mode).objectStore(STORE)));
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds the database'));
  });
}
