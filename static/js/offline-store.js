// What lies on the device: its name and secret, its numbers, the pack, and the entries that are not in the register yet.
"use strict";

const OfflineStore = (() => {
  const NAME = "so-truong-offline";
  let opened = null;

  function open() {
    if (!opened) {
      opened = new Promise((resolve, reject) => {
        const asked = indexedDB.open(NAME, 1);
        asked.onupgradeneeded = () => {
          asked.result.createObjectStore("kept");
          asked.result.createObjectStore("entries", { keyPath: "mutation_id" });
        };
        asked.onsuccess = () => {
          asked.result.onversionchange = () => { asked.result.close(); opened = null; };
          resolve(asked.result);
        };
        asked.onerror = () => reject(asked.error);
      });
    }
    return opened;
  }

  // Runs `work` in one transaction; what it returns is given once everything is written to the disk.
  async function run(mode, work) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(["kept", "entries"], mode, { durability: "strict" });
      let result = null;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      work(transaction.objectStore("kept"), transaction.objectStore("entries"), (value) => { result = value; });
    });
  }

  function read(request, then) {
    request.onsuccess = () => then(request.result);
  }

  const get = (key) => run("readonly", (kept, _entries, give) => read(kept.get(key), give));
  const set = (key, value) => run("readwrite", (kept) => kept.put(value, key));
  const entries = () => run("readonly", (_kept, rows, give) => read(rows.getAll(), give));

  // Stores a new entry under the next free number of the year, in one transaction: two windows never get the same one.
  // `complete(number)` adds what follows from the number. Gives the entry, or null when no number is left.
  function add(entry, year, complete) {
    return run("readwrite", (kept, rows, give) => {
      read(kept.get("blocks"), (blocks) => {
        for (const block of blocks || []) {
          if (block.year !== year) continue;
          for (let number = block.first; number <= block.last; number += 1) {
            if (block.used.includes(number)) continue;
            block.used.push(number);
            const whole = { ...entry, year, number, ...complete(number) };
            kept.put(blocks, "blocks");
            rows.put(whole);
            give(whole);
            return;
          }
        }
      });
    });
  }

  // The server's blocks, with the numbers used here and there.
  function mergeBlocks(fresh) {
    return run("readwrite", (kept) => {
      read(kept.get("blocks"), (blocks) => {
        for (const block of fresh) {
          const mine = (blocks || []).find((row) => row.year === block.year && row.first === block.first);
          if (mine) block.used = [...new Set([...block.used, ...mine.used])];
        }
        kept.put(fresh, "blocks");
      });
    });
  }

  const put = (entry) => run("readwrite", (_kept, rows) => rows.put(entry));

  const remove = (entry) => run("readwrite", (_kept, rows) => rows.delete(entry.mutation_id));

  // The server has the entry: nothing of it stays here but a count.
  function done(entry) {
    return run("readwrite", (kept, rows) => {
      rows.delete(entry.mutation_id);
      read(kept.get("sent"), (sent) => kept.put((sent || 0) + 1, "sent"));
    });
  }

  async function wipe() {
    if (opened) (await opened).close();
    opened = null;
    await new Promise((resolve, reject) => {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = resolve;
      asked.onerror = () => reject(asked.error);
    });
  }

  return { get, set, entries, add, put, remove, done, mergeBlocks, wipe };
})();
