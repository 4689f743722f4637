// After registering: keeps the device's secret in this browser, unless entries of an older registration wait here.
"use strict";

(async () => {
  const given = document.getElementById("device");
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const told = document.getElementById("device-told");
  const go = document.getElementById("device-go");
  const id = Number(given.dataset.device);
  try {
    const kept = await OfflineStore.get("device");
    const waiting = await OfflineStore.entries();
    if (kept && kept.id !== id && waiting.length) {
      told.textContent = words.device_kept;
    } else {
      if (kept && kept.id !== id) await OfflineStore.wipe();
      await OfflineStore.set("device", { id, secret: given.dataset.secret, name: given.dataset.name });
      told.textContent = words.device_stored;
    }
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
    go.hidden = false;
    go.focus();
  } catch (error) {
    told.textContent = words.no_storage;
  }
})();
