// A report that is being written: every letter lies on the device before it goes to the server, and stays there until
// the server has it. Every page also works without this file.
"use strict";

(() => {
  const PREFIX = "bao-cao";
  const PAUSE = 1500; // after the last key
  const AGAIN = 8000; // while the network is gone
  const SOON = 100;
  const MOST_SENT = 20; // texts without an answer that are remembered
  const words = document.documentElement.lang === "en"
    ? { saving: "Saving…", device: "On this device; it goes out when the network is back.", back: "Taken back from this device, not sent yet.",
      press: "Not sent. Press again when the network is back.", login: "Kept on this device. Log in again to send it.", queued: "No network: everything lies on this device. The report is submitted as soon as the network is back." }
    : { saving: "Đang lưu…", device: "Còn trên máy này; có mạng sẽ gửi.", back: "Lấy lại từ máy này, chưa gửi.",
      press: "Chưa gửi được. Hãy bấm lại khi có mạng.", login: "Còn trên máy này. Hãy đăng nhập lại để gửi.", queued: "Mạng đang mất: mọi chữ còn trên máy này. Báo cáo sẽ nộp ngay khi có mạng." };
  const timers = new Map();
  const sending = new Map(); // what is on its way, by its key
  const PATIENCE = 3000; // a save on its way is waited for, but not for ever

  const report = () => (window.location.pathname.match(/\/reports?\/(\d+)\//) || window.location.pathname.match(/\/(\d+)\//) || [])[1];
  const person = () => { const name = document.querySelector(".person-name"); return name ? name.textContent.trim() : ""; };
  const keyOf = (form) => `${PREFIX}:${person()}:${report()}:${form.dataset.draft}`;
  const boxOf = (form) => form.querySelector("textarea[name=text]");
  const forms = () => Array.from(document.querySelectorAll("form[data-draft]"));

  const read = (key) => { try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; } };
  const keep = (key, draft) => window.localStorage.setItem(key, JSON.stringify(draft));
  const forget = (key) => window.localStorage.removeItem(key);
  // What was saved last, until a page shows it: one that was asked for in the same moment, or kept on the device for
  // the time without a network, may be older than that.
  const memory = (key) => `da-luu:${key}`;
  const remember = (key, text, version) => keep(memory(key), { text, version });
  const remembered = (key) => read(memory(key));

  const say = (form, state, text) => {
    const place = form.querySelector(".save-state");
    if (!place) return;
    place.dataset.state = state;
    place.textContent = text;
  };

  // A field that had nothing is answered by the text that the server has now, and asks again once it is gone.
  const showFilled = (form, isFilled) => {
    if (form.elements.part.value !== "typed") return;
    const field = form.closest(".field");
    field.querySelectorAll("[data-blank]").forEach((part) => { part.hidden = isFilled; });
    field.querySelectorAll("[data-filled]").forEach((part) => { part.hidden = !isFilled; });
  };

  const uuid = () => (window.crypto.randomUUID ? window.crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (Number(c) ^ (window.crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16)));

  // The server takes the blanks off both ends and writes each line break the same way.
  const same = (one, other) => one.replace(/\r\n?/g, "\n").trim() === other.replace(/\r\n?/g, "\n").trim();

  // What is typed is on the device within the same key press.
  const typed = (form) => {
    const key = keyOf(form);
    const old = read(key) || {};
    keep(key, { text: boxOf(form).value, version: old.version ?? form.elements.version.value, sent: old.sent, mutation: uuid() });
    say(form, "device", words.device);
    sendIn(form, PAUSE);
  };

  const sendIn = (form, wait) => {
    const key = keyOf(form);
    window.clearTimeout(timers.get(key));
    timers.set(key, window.setTimeout(() => send(form), wait));
  };
  const later = (form) => sendIn(form, AGAIN);
  const soon = (form) => sendIn(form, SOON);

  const send = (form) => {
    const key = keyOf(form);
    const draft = read(key);
    if (!draft || draft.conflict) return Promise.resolve(!draft);
    if (sending.has(key)) { sendIn(form, PAUSE); return sending.get(key).then(() => false); }
    const way = post(form, key, draft).finally(() => sending.delete(key));
    sending.set(key, way);
    return way;
  };

  // Whatever was typed until now has been sent, or there is no use in waiting.
  const settle = (form) => {
    const before = sending.get(keyOf(form)) || Promise.resolve();
    const patience = new Promise((done) => { window.setTimeout(done, PATIENCE); });
    return Promise.race([before.then(() => send(form)), patience]);
  };

  const post = async (form, key, draft) => {
    // What went out without an answer: any of it may be what the server has by now.
    const sent = [...(draft.sent || []), draft.text].slice(-MOST_SENT);
    keep(key, { ...draft, sent });
    say(form, "saving", words.saving);
    const data = new FormData(form);
    data.set("text", draft.text);
    data.set("version", draft.version);
    data.set("mutation_id", draft.mutation);
    if (data.get("part") !== "typed") data.set("verdict", "edited");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Autosave": "1" }, credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) { say(form, "error", words.login); return false; }
      const told = await answer.json();
      const now = read(key);
      if (told.state === "saved") {
        form.elements.version.value = told.version;
        remember(key, draft.text, told.version);
        if (now && now.mutation !== draft.mutation) { keep(key, { ...now, version: told.version, sent: [] }); soon(form); return false; }
        forget(key);
        delete form.dataset.dirty;
        say(form, "saved", told.words);
        showFilled(form, Boolean(draft.text.trim()));
        return true;
      }
      const own = sent.some((text) => same(text, told.stored || ""));
      if (told.state === "conflict" && own) { // the other one is this device, whose answer was lost
        keep(key, { ...(now || draft), version: told.version, sent: [] });
        soon(form);
        return false;
      }
      say(form, told.state, told.words);
      if (told.state === "conflict") showBoth(form, key, now || draft, told);
      return false;
    } catch { // no network, or a server that does not answer
      say(form, "device", words.device);
      later(form);
      return false;
    }
  };

  // Both texts stand there; the next save is made knowing the other one.
  const showBoth = (form, key, draft, told) => {
    keep(key, { ...draft, version: told.version ?? draft.version, conflict: true });
    let note = form.querySelector(".conflict");
    if (!note) {
      note = document.createElement("div");
      note.className = "alert alert-warning conflict";
      note.setAttribute("role", "alert");
      boxOf(form).before(note);
    }
    const what = document.createElement("strong");
    what.textContent = told.words;
    const stored = document.createElement("blockquote");
    stored.className = "stored";
    stored.textContent = told.stored || "";
    note.replaceChildren(what, stored);
    form.elements.version.value = told.version ?? form.elements.version.value;
  };

  const restore = () => forms().forEach((form) => {
    const draft = read(keyOf(form));
    const box = boxOf(form);
    if (!box || form.querySelector(".conflict")) return;
    const saved = remembered(keyOf(form));
    if (saved && Number(saved.version) > Number(form.elements.version.value)) {
      box.defaultValue = saved.text;
      box.value = saved.text;
      form.elements.version.value = saved.version;
    } else if (saved) {
      forget(memory(keyOf(form)));
    }
    if (!draft) return;
    // What the server has, not what the browser put back into the box by itself.
    if (same(draft.text, box.defaultValue)) { box.value = box.defaultValue; forget(keyOf(form)); return; }
    box.value = draft.text;
    const edit = box.closest("details");
    if (edit) edit.open = true;
    say(form, "device", words.back);
    if (!draft.conflict) send(form);
  });

  const sendAll = () => Promise.all(forms().map(send));

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.target.name === "text") typed(form);
  });

  // Saved by the button: the device forgets once the server has answered with the field.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form[data-draft]");
    if (!form || event.detail.elt !== form) return;
    const key = keyOf(form);
    const { status, responseText } = event.detail.xhr;
    if (event.detail.successful && !/role="alert"/.test(responseText)) forget(key);
    else if (!status || status >= 500) {
      // Another tab's save may have taken it off the device.
      if (!read(key) && form.elements.part.value === "typed") {
        keep(key, { text: boxOf(form).value, version: form.elements.version.value, mutation: uuid() });
      }
      if (!read(key)) { say(form, "error", words.press); return; } // a verdict, which the device does not keep
      say(form, "device", words.device);
      later(form);
    }
  });

  // The button waits for a save on its way, which may change the version that the button sends along.
  document.addEventListener("htmx:confirm", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-draft]")) return;
    const key = keyOf(form);
    window.clearTimeout(timers.get(key));
    if (!sending.has(key)) return;
    event.preventDefault();
    const patience = new Promise((done) => { window.setTimeout(done, PATIENCE); });
    Promise.race([sending.get(key), patience]).then(() => {
      window.clearTimeout(timers.get(key));
      const draft = read(key);
      if (draft && draft.conflict) return; // pressed before the other text was in view, which must be seen first
      event.detail.issueRequest(true);
    });
  });

  // Going on to the look before submitting takes along what was typed a moment ago.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-takes-drafts]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.dataset.busy) return;
    const left = forms().filter((form) => { const draft = read(keyOf(form)); return draft && !draft.conflict; });
    if (!left.length || !navigator.onLine) return;
    event.preventDefault();
    link.dataset.busy = "1";
    Promise.all(left.map(settle)).finally(() => { delete link.dataset.busy; window.location.assign(link.href); });
  });

  window.addEventListener("online", sendAll);
  window.addEventListener("pagehide", () => timers.forEach((timer) => window.clearTimeout(timer)));

  // Submitting: what lies on the device goes first. Without network the wish is kept, and sent once.
  const submission = document.querySelector("form[data-submit-report]");
  const wish = submission && `${PREFIX}:${person()}:${submission.dataset.submitReport}:submit`;
  const drafts = () => Object.keys(window.localStorage).filter((key) => key.startsWith(`${PREFIX}:${person()}:${submission.dataset.submitReport}:`) && key !== wish);
  const submit = async () => {
    const place = submission.querySelector(".save-state");
    try {
      if (drafts().length) { window.location.assign(document.querySelector(".page-actions a").href); return; }
      const answer = await fetch(submission.action, { method: "POST", body: new FormData(submission), credentials: "same-origin", redirect: "manual" });
      forget(wish);
      if (answer.type === "opaqueredirect") window.location.assign(submission.dataset.done);
      else submission.submit(); // refused: the page of the answer says why
    } catch {
      keep(wish, { at: new Date().toISOString() });
      place.hidden = false;
      place.dataset.state = "device";
      place.textContent = words.queued;
      submission.querySelector("button").disabled = true;
    }
  };
  if (submission) {
    submission.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (submission.dataset.busy) return;
      submission.dataset.busy = "1";
      submit().finally(() => { delete submission.dataset.busy; });
    });
    window.addEventListener("online", () => { if (read(wish)) submit(); });
    window.setInterval(() => { if (read(wish) && navigator.onLine) submit(); }, AGAIN);
  }

  restore();
})();
