// Keeps the report that somebody is writing, so that its page opens without a network. SETTINGS stands above, by the
// server. Nothing is answered from here while the network answers.
"use strict";

const CACHE = `report-${SETTINGS.version}`;
const PERSON = `${SETTINGS.root}person`; // whose pages these are; no address of the server
const PATIENCE = 10000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("report-") && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

const pageOf = (address) => (address.pathname.startsWith(SETTINGS.root)
  && (address.pathname.slice(SETTINGS.root.length).match(/^\d+\//) || [])[0]);

// The copy says when it was made: the page that is drawn from it tells its reader.
const stamped = async (answer) => {
  const html = (await answer.text()).replace("<body", `<body data-kept-at="${new Date().toISOString()}"`);
  return new Response(html, { status: 200, headers: answer.headers });
};

// Another person at the same machine finds nothing of the one before.
const cacheOf = async (person) => {
  const cache = await caches.open(CACHE);
  const known = await cache.match(PERSON);
  if (known && (await known.text()) === person) return cache;
  await caches.delete(CACHE);
  const fresh = await caches.open(CACHE);
  await fresh.put(PERSON, new Response(person));
  return fresh;
};

const keepPage = async (address, answer) => {
  const person = answer.headers.get("X-Keep-Offline");
  if (person) await (await cacheOf(person)).put(address, await stamped(answer));
  else await (await caches.open(CACHE)).delete(address);
};

async function pageAnswer(event, address) {
  const page = SETTINGS.root + pageOf(address);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(event.request, { signal: stop.signal });
    if (address.pathname === page && answer.ok && !answer.redirected) event.waitUntil(keepPage(page, answer.clone()));
    return answer;
  } catch {
    const kept = await (await caches.open(CACHE)).match(page);
    // Whatever was wanted of this report: what is kept of it is the page where it is written.
    return kept || fetch(event.request);
  } finally {
    clearTimeout(timer);
  }
}

async function fileAnswer(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(request.url)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (pageOf(address)) event.respondWith(pageAnswer(event, address));
  } else if (address.pathname.startsWith(SETTINGS.files) || address.pathname.endsWith(SETTINGS.rules)) {
    event.respondWith(fileAnswer(event.request));
  }
});

// A page says what it is drawn with: the first time nothing of it has passed through here.
self.addEventListener("message", (event) => {
  const { page, files } = event.data;
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    if (!(await cache.match(page))) await keepPage(page, await fetch(page));
    const kept = await caches.open(CACHE);
    await Promise.all(files.map(async (file) => {
      const answer = await fetch(file);
      if (answer.ok) await kept.put(file, answer);
    }));
    event.ports[0].postMessage("kept");
  })());
});
