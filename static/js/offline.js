// The intake that works without a network: the form, the receipt, the outbox and the sync.
"use strict";

(async () => {
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const addresses = JSON.parse(document.getElementById("offline-addresses").textContent);
  const at = (id) => document.getElementById(id);
  const form = at("intake");
  const field = (name) => form.elements.namedItem(name);
  const { fill } = OfflineRules;
  const CHUNK = 5; // few at once: each answer shows on the page, and a cut in between loses none
  const DAY = 86400000;
  const TOLERANCE = 300000;
  const SETTLED = ["number-void", "number-used"];

  let device = null;
  let pack = null;
  let correcting = null; // the refused entry that is in the form
  let keeping = false; // an entry is being written: a second Enter is no second entry
  let syncing = null;

  function show(id, visible) {
    at(id).hidden = !visible;
  }

  function say(text) {
    at("told").textContent = text;
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function button(text, label, act) {
    const made = element("button", text, { type: "button", "aria-label": label });
    made.addEventListener("click", act);
    return made;
  }

  // The form ---------------------------------------------------------------------------------------------------------

  // What the field shows for a moment: no seconds.
  function minuteOf(received) {
    return new Date(Date.parse(received) + 7 * 3600000).toISOString().slice(0, 16);
  }

  function moment() {
    const typed = field("received_at").value;
    if (correcting && typed === minuteOf(correcting.received_at)) return Date.parse(correcting.received_at);
    return typed ? Date.parse(`${typed}:00+07:00`) : Date.now();
  }

  function today() {
    return OfflineRules.local(moment()).day;
  }

  function version() {
    return pack && OfflineRules.versionOn(pack.procedures, field("procedure").value, today());
  }

  function fillProcedures() {
    const chosen = field("procedure").value;
    const day = OfflineRules.local(Date.now()).day;
    const rows = new Map();
    pack.procedures.filter((row) => row.from <= day || !rows.has(row.code)).forEach((row) => rows.set(row.code, row));
    field("procedure").replaceChildren(element("option", "", { value: "" }), ...[...rows.values()].map((row) => element("option", row.name, { value: row.code })));
    field("procedure").value = chosen;
    const relation = field("relation").value;
    field("relation").replaceChildren(...pack.relations.map(([value, label]) => element("option", label, { value })));
    if (relation) field("relation").value = relation;
  }

  // Shows what the chosen procedure asks for, with every required paper ticked.
  function askFor() {
    const row = version();
    ["graduation_year", "wanted_class", "other_school"].forEach((name) => {
      show(`ask-${name}`, Boolean(row && row.asks.includes(name)));
    });
    show("ask-route", Boolean(row && row.routes.length));
    field("route").replaceChildren(element("option", "", { value: "" }), ...(row ? row.routes : []).map(([value, label]) => element("option", label, { value })));
    show("ask-papers", Boolean(row && row.papers.length));
    at("papers").replaceChildren(...(row ? row.papers : []).map((paper) => {
      const line = element("label");
      const box = element("input", "", { type: "checkbox", name: "paper", value: paper.id });
      box.checked = paper.required;
      box.addEventListener("change", preview);
      line.append(box, element("span", paper.quantity > 1 ? `${paper.name} (${paper.quantity})` : paper.name));
      return line;
    }));
    if (row && !correcting) field("relation").value = row.self ? "self" : "parent";
    preview();
  }

  function ticked() {
    return [...form.querySelectorAll("input[name=paper]:checked")].map((box) => Number(box.value));
  }

  function isMissing(row) {
    const here = ticked();
    return row.papers.some((paper) => paper.required && !here.includes(paper.id));
  }

  function preview() {
    const row = version();
    at("promise").textContent = "";
    if (!row || OfflineRules.termOf(row, field("route").value) === null) return;
    try {
      const promised = OfflineRules.promise(OfflineRules.termOf(row, field("route").value), row.cutoff, moment(), pack.calendar);
      at("promise").textContent = isMissing(row) ? words.promise_paused : OfflineRules.explain(promised, pack.explain);
    } catch (error) {
      if (!(error instanceof OfflineRules.Gap)) throw error;
      at("promise").textContent = words.no_calendar;
    }
  }

  // The same checks as at the counter: [field, words] of everything wrong.
  function faults() {
    const found = [];
    const when = moment();
    const received = OfflineRules.local(when).day;
    const row = version();
    const value = (name) => field(name).value.trim();
    if (!value("procedure")) found.push(["procedure", words.procedure_empty]);
    else if (!row) found.push(["procedure", words.procedure_not_valid]);
    if (received > pack.valid_until) found.push(["received_at", fill(words.pack_over, { day: dayWords(pack.valid_until) })]);
    if (when > Date.now()) found.push(["received_at", words.received_in_future]);
    if (Date.now() - when > 30 * DAY) found.push(["received_at", words.received_too_old]);
    if (correcting && Number(received.slice(0, 4)) !== correcting.year) {
      found.push(["received_at", fill(words.other_year, { year: correcting.year })]);
    }
    if (row && OfflineRules.termOf(row, value("route")) === null) found.push(["route", words.route_needed]);
    if (!value("pupil_name")) found.push(["pupil_name", words.name_empty]);
    if (!value("applicant_name") && value("relation") !== "self") found.push(["applicant_name", words.applicant_empty]);
    if (!phone(value("applicant_phone"))) found.push(["applicant_phone", words.phone_wrong]);
    if (value("pupil_birth_date") && value("pupil_birth_date") >= received) found.push(["pupil_birth_date", words.birth_date_wrong]);
    if (row) {
      const year = row.asks.includes("graduation_year") ? value("graduation_year") : "";
      const last = row.last_graduation_year;
      if (last !== null && !year) found.push(["graduation_year", words.graduation_year_missing]);
      else if (last !== null && Number(year) > last) found.push(["graduation_year", fill(words.graduation_year_too_late, { year: last })]);
      else if (year && !(Number(year) >= 1945 && Number(year) <= Number(received.slice(0, 4)))) {
        found.push(["graduation_year", fill(words.graduation_year_wrong, { year: received.slice(0, 4) })]);
      }
      if (row.asks.includes("wanted_class") && !value("wanted_class")) found.push(["wanted_class", words.wanted_class_empty]);
    }
    return found;
  }

  function phone(text) {
    const digits = text.replace(/[\s.\-()]/g, "").replace(/^\+84/, "0");
    return /^0\d{9,10}$/.test(digits);
  }

  function dayWords(day) {
    return `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
  }

  function showFaults(found) {
    form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    at("faults").replaceChildren(...found.map(([name, text]) => {
      const link = element("a", text, { href: `#id_${name}` });
      link.addEventListener("click", (event) => { event.preventDefault(); reveal(name); });
      const line = element("li");
      line.append(link);
      return line;
    }));
    found.forEach(([name]) => field(name).setAttribute("aria-invalid", "true"));
    show("faults-box", found.length > 0);
    if (found.length) reveal(found[0][0]);
  }

  function reveal(name) {
    if (name === "received_at") at("other-time").open = true;
    field(name).focus();
  }

  async function accept(event) {
    event.preventDefault();
    if (keeping) return;
    const found = faults();
    showFaults(found);
    if (found.length) return;
    const row = version();
    const when = moment();
    const value = (name) => field(name).value.trim();
    const asked = (name) => (row.asks.includes(name) ? value(name) : "");
    let promised;
    try {
      promised = OfflineRules.promise(OfflineRules.termOf(row, value("route")), row.cutoff, when, pack.calendar);
    } catch (error) {
      if (!(error instanceof OfflineRules.Gap)) throw error;
      showFaults([["procedure", words.no_calendar]]);
      return;
    }
    const entry = {
      procedure: row.code,
      route: row.routes.length ? value("route") : "",
      pupil_name: value("pupil_name"),
      pupil_birth_date: value("pupil_birth_date"),
      pupil_class: value("pupil_class"),
      graduation_year: asked("graduation_year"),
      wanted_class: asked("wanted_class"),
      other_school: asked("other_school"),
      relation: value("relation"),
      applicant_name: value("applicant_name") || value("pupil_name"),
      applicant_phone: value("applicant_phone"),
      components: ticked(),
      missing_note: value("missing_note"),
      received_at: new Date(when).toISOString(),
      due: promised.due,
      why: OfflineRules.explain(promised, pack.explain),
      paused: isMissing(row),
      status: "waiting",
      words: "",
    };
    let kept = null;
    keeping = true;
    try {
      kept = correcting ? await putCorrected(entry) : await addNew(entry, when);
    } finally {
      keeping = false;
    }
    if (!kept) return;
    startAnew();
    say(fill(words.saved, { code: kept.code }));
    showReceipt(kept);
    await showOutbox();
    sync();
  }

  // The promise that was printed stays, unless what it depends on was corrected: then the receipt is printed again.
  async function putCorrected(entry) {
    const before = correcting;
    const same = ["procedure", "route", "received_at"].every((name) => before[name] === entry[name]);
    const promised = same ? { due: before.due, why: before.why } : {};
    const whole = { ...before, ...entry, ...promised };
    await OfflineStore.put(whole);
    return whole;
  }

  async function addNew(entry, when) {
    const year = Number(OfflineRules.local(when).day.slice(0, 4));
    const made = await OfflineStore.add({ ...entry, mutation_id: OfflineRules.newId(), token: OfflineRules.newToken() }, year, (number) => ({
      code: OfflineRules.requestCode(pack.unit.code, year, number),
    }));
    if (!made) showFaults([["procedure", fill(words.no_numbers, { year })]]);
    return made;
  }

  function startAnew() {
    correcting = null;
    form.reset();
    showFaults([]);
    showTitle();
    askFor();
  }

  function showTitle() {
    show("form-new", !correcting);
    show("form-correcting", Boolean(correcting));
    at("form-correcting-title").textContent = correcting ? fill(words.correcting, { code: correcting.code }) : "";
  }

  function correct(entry) {
    correcting = entry;
    show("intake", true);
    form.reset();
    showTitle();
    field("procedure").value = entry.procedure;
    field("received_at").value = minuteOf(entry.received_at);
    askFor();
    ["route", "pupil_name", "pupil_birth_date", "pupil_class", "graduation_year", "wanted_class", "other_school", "relation",
      "applicant_name", "applicant_phone", "missing_note"].forEach((name) => { field(name).value = entry[name]; });
    form.querySelectorAll("input[name=paper]").forEach((box) => { box.checked = entry.components.includes(Number(box.value)); });
    at("other-time").open = true;
    show("receipt", false);
    preview();
    (field(entry.field) || field("pupil_name")).focus();
  }

  // The receipt ------------------------------------------------------------------------------------------------------

  function showReceipt(entry) {
    const row = OfflineRules.versionOn(pack.procedures, entry.procedure, OfflineRules.local(Date.parse(entry.received_at)).day);
    const put = (name, text) => { at(`receipt-${name}`).textContent = text; };
    const received = OfflineRules.local(Date.parse(entry.received_at));
    const clock = new Date(received.time).toISOString().slice(11, 16);
    put("school", pack.unit.name);
    put("code", entry.code);
    put("procedure", row ? row.name_vi : entry.procedure);
    put("pupil", [entry.pupil_name, entry.pupil_birth_date && dayWords(entry.pupil_birth_date), entry.pupil_class].filter(Boolean).join(", "));
    put("applicant", `${entry.applicant_name}, ${entry.applicant_phone}`);
    put("received", `${clock} ${OfflineRules.longDay(received.day, pack.explain)}`);
    const papers = row ? row.papers : [];
    put("papers", papers.filter((paper) => entry.components.includes(paper.id)).map((paper) => paper.name_vi).join("; ") || "—");
    const missing = papers.filter((paper) => paper.required && !entry.components.includes(paper.id)).map((paper) => paper.name_vi);
    put("missing", [...missing, entry.missing_note].filter(Boolean).join("; "));
    show("receipt-missing-row", entry.paused);
    show("receipt-due-row", !entry.paused);
    show("receipt-paused-row", entry.paused);
    show("receipt-why", !entry.paused);
    put("due", OfflineRules.longDay(entry.due, pack.explain));
    put("why", entry.why);
    put("lookup", pack.lookup);
    put("short", OfflineRules.shortCode(entry.code));
    put("signed", entry.applicant_name);
    const [before, after] = pack.status_url;
    const picture = OfflineQr.svg(before + entry.token + after, entry.code);
    at("receipt-qr").replaceChildren(...(picture ? [picture] : []));
    show("receipt", true);
    at("receipt-print").focus();
  }

  // The outbox and the state of the device ---------------------------------------------------------------------------

  async function showOutbox() {
    const rows = (await OfflineStore.entries()).sort((one, two) => (one.code < two.code ? -1 : 1));
    const refused = rows.filter((row) => row.status === "refused");
    const sent = (await OfflineStore.get("sent")) || 0;
    at("counts").textContent = fill(words.counts, { waiting: rows.length - refused.length, refused: refused.length, sent });
    at("outbox-rows").replaceChildren(...rows.map((entry) => {
      const line = element("li", "", { "data-status": entry.status });
      const text = element("span");
      text.append(element("strong", entry.code), ` ${entry.pupil_name} – `, element("em", words[entry.status]));
      line.append(text);
      if (entry.words) line.append(element("span", entry.words, { class: "why" }));
      const tools = element("span", "", { class: "tools" });
      tools.append(button(words.print_short, fill(words.print, { code: entry.code }), () => showReceipt(entry)));
      if (entry.status === "refused" && SETTLED.includes(entry.why_code)) tools.append(button(words.drop_short, fill(words.drop, { code: entry.code }), () => drop(entry)));
      else if (entry.status === "refused") tools.append(button(words.correct_short, fill(words.correct, { code: entry.code }), () => correct(entry)));
      line.append(tools);
      return line;
    }));
    return rows;
  }

  async function showDevice() {
    const blocks = (await OfflineStore.get("blocks")) || [];
    const year = Number(OfflineRules.local(Date.now()).day.slice(0, 4));
    const left = blocks.filter((row) => row.year === year).reduce((sum, row) => sum + row.last - row.first + 1 - row.used.length, 0);
    at("numbers").textContent = fill(words.numbers_left, { count: left, year });
    at("valid").textContent = pack ? fill(words.valid_until, { day: dayWords(pack.valid_until) }) : "";
    at("device-name").textContent = device.name;
    at("school").textContent = pack ? pack.unit.name : "";
    show("setup", !pack);
    show("work", Boolean(pack));
  }

  // A device that was revoked keeps what it holds and prints again, but takes nothing new in: also after a new start.
  async function showTrust(refused = "") {
    const revoked = (await OfflineStore.get("revoked")) || "";
    at("refused-bar").textContent = refused || revoked;
    show("refused-bar", Boolean(refused || revoked));
    show("intake", !revoked);
  }

  function showNetwork(isOn) {
    show("offline-bar", !isOn);
    at("network").textContent = isOn ? words.online : words.offline;
  }

  // The sync ---------------------------------------------------------------------------------------------------------

  class NoNetwork extends Error {}
  class NoLogin extends Error {}
  class Refused extends Error {
    constructor(told) {
      super(told.refused);
      this.code = told.code;
    }
  }

  async function ask(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    } catch (error) {
      throw new NoNetwork();
    }
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.status >= 500 || answer.status === 429) throw new NoNetwork();
    if (answer.redirected || !isJson) throw new NoLogin();
    const told = await answer.json();
    if (!answer.ok) throw new Refused(told);
    return told;
  }

  // One sync at a time; whoever asks meanwhile waits for the one that runs.
  function sync() {
    if (!syncing) syncing = syncOnce().finally(() => { syncing = null; });
    return syncing;
  }

  async function syncOnce() {
    try {
      const fresh = await ask(addresses.pack.replace("/0/", `/${device.id}/`));
      showNetwork(true);
      show("login-bar", false);
      const skew = Math.round((Date.now() - Date.parse(fresh.now)) / 60000);
      at("clock-bar").textContent = fill(words.clock_wrong, { minutes: skew });
      show("clock-bar", Math.abs(skew) * 60000 > TOLERANCE);
      const isFirst = !pack;
      pack = fresh.pack;
      await OfflineStore.set("pack", pack);
      if (isFirst) { fillProcedures(); askFor(); }
      let count = 0;
      let refused = 0;
      let rows = (await OfflineStore.entries()).filter((row) => row.status === "waiting");
      do {
        const some = rows.slice(0, CHUNK);
        rows = rows.slice(CHUNK);
        const told = await ask(addresses.sync, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": fresh.csrf },
          body: JSON.stringify({ device: device.id, secret: device.secret, entries: some }),
        });
        for (const result of told.results) {
          const entry = some.find((row) => row.mutation_id === result.mutation_id);
          if (!entry) continue;
          if (result.status === "refused") {
            refused += 1;
            await OfflineStore.put({ ...entry, status: "refused", words: result.words, field: result.field, why_code: result.code });
          } else if (result.request === entry.code) {
            count += 1;
            await OfflineStore.done(entry);
          }
        }
        await OfflineStore.mergeBlocks(told.blocks);
        await showOutbox();
      } while (rows.length);
      if (count) say(fill(words.sent_now, { count }));
      if (refused) say(fill(words.some_refused, { count: refused }));
      await OfflineStore.set("revoked", "");
      await showTrust();
    } catch (error) {
      if (error instanceof NoNetwork) showNetwork(false);
      else if (error instanceof NoLogin) show("login-bar", true);
      else if (error instanceof Refused) {
        if (error.code === "device-revoked") await OfflineStore.set("revoked", error.message);
        await showTrust(error.message);
      }
      else throw error;
    }
    await showOutbox();
    await showDevice();
  }

  // Somebody decided about the number elsewhere: only a person takes the entry off the device, never the sync.
  async function drop(entry) {
    if (!window.confirm(fill(words.confirm_drop, { code: entry.code }))) return;
    await OfflineStore.remove(entry);
    await showOutbox();
  }

  async function wipe() {
    const rows = await OfflineStore.entries();
    if (rows.length) { say(fill(words.not_empty, { count: rows.length })); return; }
    if (!window.confirm(words.confirm_wipe)) return;
    await OfflineStore.wipe();
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("offline-")).map((name) => caches.delete(name)));
    const worker = await navigator.serviceWorker.getRegistration(addresses.page);
    if (worker) await worker.unregister();
    window.location.reload();
  }

  // Beginning --------------------------------------------------------------------------------------------------------

  form.addEventListener("submit", accept);
  field("procedure").addEventListener("change", askFor);
  field("route").addEventListener("change", preview);
  field("received_at").addEventListener("change", askFor);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.target.matches("button, summary, textarea")) return;
    event.preventDefault();
    const stops = [...form.querySelectorAll("select, input, button[type=submit]")].filter((input) => input.offsetParent !== null && !input.closest("#ask-papers, #other-time"));
    const next = stops[stops.indexOf(event.target) + 1];
    if (next) next.focus();
  });
  at("receipt-print").addEventListener("click", () => window.print());
  at("receipt-next").addEventListener("click", () => { show("receipt", false); field("procedure").focus(); });
  at("send").addEventListener("click", async () => {
    await sync();
    if (!at("offline-bar").hidden) say(words.not_reached);
    else if (!(await OfflineStore.entries()).length) say(words.nothing_to_send);
  });
  at("cancel").addEventListener("click", () => { startAnew(); field("procedure").focus(); });
  at("wipe").addEventListener("click", wipe);
  window.addEventListener("offline", () => showNetwork(false));
  window.addEventListener("online", () => { if (device) sync(); });
  setInterval(() => { if (device) sync(); }, 60000);

  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register(addresses.worker, { scope: addresses.page });
  }
  try {
    device = await OfflineStore.get("device");
    pack = (await OfflineStore.get("pack")) || null;
  } catch (error) {
    say(words.no_storage);
    return;
  }
  showNetwork(navigator.onLine);
  if (!device) { show("setup", true); return; }
  if (pack) { fillProcedures(); askFor(); }
  await showOutbox();
  await showDevice();
  await showTrust();
  await sync();
  document.body.dataset.ready = "1";
})();
