// What outlives a reload: files of the reader's own, by their SHA-256, in the browser's own database; which of them this tab
// uses, and its undo, in the tab's own store. Nothing of it leaves the browser. Where nothing can be kept, that is an answer.

/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./history.js").Steps} Steps */

/** `large`: more than is kept; `full`: no room; `denied`: nothing can be kept here. @typedef {"kept" | "large" | "full" | "denied"} Kept */
/** A file that was kept; `isOther`: under that name, but loaded elsewhere than in this tab. @typedef {{ blob: Blob, isOther: boolean }} Found */

const DATABASE = "liquidation-cascades";
const BLOBS = "blobs";
const NAMES = "names";
/** Files that are kept at most, the newest ones, and how large one may be. */
const MOST_FILES = 16;
const MOST_BYTES = 64e6;

const TAB_FILES = "cascade.files";
const TAB_STEPS = "cascade.steps";

/** @template Result @param {IDBRequest<Result>} request @returns {Promise<Result>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export class Keep {
  /** @param {{ databases: () => IDBFactory, tab: () => Storage }} parts each may be forbidden and throw, when it is asked for or later */
  constructor({ databases, tab }) {
    this.#databases = databases;
    this.#tab = tab;
  }

  #databases;
  #tab;
  /** @type {Promise<IDBDatabase> | null} */
  #opened = null;

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = this.#databases().open(DATABASE, 1);
      request.onupgradeneeded = () => {
        // Blobs by their digest, and which one a name meant last.
        request.result.createObjectStore(BLOBS);
        request.result.createObjectStore(NAMES);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("another page holds the files"));
    });
    return this.#opened;
  }

  /**
   * @param {string} name
   * @param {string} digest SHA-256 of the bytes
   * @param {Blob} blob
   * @returns {Promise<Kept>}
   */
  async put(name, digest, blob) {
    // The same bytes read in another way, which their type says, are another file.
    const sha256 = blob.type.includes(";") ? `${digest} ${blob.type}` : digest;
    this.#write(TAB_FILES, { ...this.#files(), [name]: sha256 });
    if (blob.size > MOST_BYTES) return "large";
    try {
      const database = await this.#open();
      for (let most = MOST_FILES - 1; ; most = Math.floor(most / 2)) {
        try {
          await this.#forgetOld(database, most, name);
          const transaction = database.transaction([BLOBS, NAMES], "readwrite");
          // A file on disk may change: what was read is kept.
          transaction.objectStore(BLOBS).put(blob, sha256);
          transaction.objectStore(NAMES).put({ sha256, savedMs: Date.now() }, name);
          await finished(transaction);
          return "kept";
        } catch (thrown) {
          if (!(thrown instanceof DOMException) || thrown.name !== "QuotaExceededError") throw thrown;
          if (most === 0) return "full";
        }
      }
    } catch {
      return "denied";
    }
  }

  /** Leaves the newest ones. @param {IDBDatabase} database @param {number} most @param {string} name that is put anew */
  async #forgetOld(database, most, name) {
    const transaction = database.transaction([BLOBS, NAMES], "readwrite");
    const names = transaction.objectStore(NAMES);
    const [keys, values] = await Promise.all([answered(names.getAllKeys()), answered(names.getAll())]);
    const known = keys.map((key, index) => ({ key, sha256: values[index].sha256, savedMs: values[index].savedMs })).filter(({ key }) => key !== name);
    known.sort((a, b) => b.savedMs - a.savedMs);
    const stays = new Set(known.slice(0, most).map(({ sha256 }) => sha256));
    for (const { key } of known.slice(most)) names.delete(key);
    const blobs = transaction.objectStore(BLOBS);
    for (const key of await answered(blobs.getAllKeys())) if (!stays.has(key)) blobs.delete(key);
    await finished(transaction);
  }

  /**
   * The file that this tab means by a name, else the last one of that name in this browser.
   * @param {string} name
   * @returns {Promise<Found | null>}
   */
  async get(name) {
    try {
      const database = await this.#open();
      const transaction = database.transaction([BLOBS, NAMES], "readonly");
      const [blobs, names] = [transaction.objectStore(BLOBS), transaction.objectStore(NAMES)];
      const own = this.#files()[name];
      const blob = own === undefined ? undefined : await answered(blobs.get(own));
      if (blob instanceof Blob) return { blob, isOther: false };
      const last = await answered(names.get(name));
      const other = typeof last?.sha256 === "string" ? await answered(blobs.get(last.sha256)) : undefined;
      return other instanceof Blob ? { blob: other, isOther: true } : null;
    } catch {
      return null;
    }
  }

  /** Names of the files that this tab means, those of `asked.js` among them. */
  names() {
    return Object.keys(this.#files());
  }

  /** This tab no longer means a file by that name. @param {string} name */
  drop(name) {
    const { [name]: _, ...files } = this.#files();
    this.#write(TAB_FILES, files);
  }

  /** Undo and redo of this tab. @param {Steps} steps */
  putSteps(steps) {
    this.#write(TAB_STEPS, steps);
  }

  /** @returns {Steps | null} */
  steps() {
    const { past, present, future } = /** @type {Partial<Steps>} */ (this.#read(TAB_STEPS) ?? {});
    const all = [...(Array.isArray(past) ? past : [null]), present, ...(Array.isArray(future) ? future : [null])];
    return all.every(isSettings) ? /** @type {Steps} */ ({ past, present, future }) : null;
  }

  /** @returns {Record<string, string>} */
  #files() {
    const read = this.#read(TAB_FILES);
    return typeof read === "object" && read !== null ? /** @type {Record<string, string>} */ (read) : {};
  }

  /** @param {string} key @returns {unknown} */
  #read(key) {
    try {
      return JSON.parse(this.#tab().getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {unknown} value */
  #write(key, value) {
    try {
      this.#tab().setItem(key, JSON.stringify(value));
    } catch {
      // Then this tab forgets at a reload.
    }
  }
}

/** @param {unknown} value */
function isSettings(value) {
  const { preset, values, files } = /** @type {Partial<Settings>} */ (typeof value === "object" && value !== null ? value : {});
  return typeof preset === "string" && typeof values === "object" && values !== null && typeof files === "object" && files !== null;
}
