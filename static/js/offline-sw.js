// Keeps one page and what it is drawn with, so that it opens without a network. SETTINGS stands above, by the server.
"use strict";

const CACHE = `offline-${SETTINGS.version}`;

self.addEventListener("install", (event) => {
  const files = [SETTINGS.page, ...SETTINGS.shell].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(files)).then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("offline-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

// The page comes from the network while there is one, so that a login that ran out is asked for again.
async function pageAnswer(request) {
  const cache = await caches.open(CACHE);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 5000);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !answer.redirected) await cache.put(SETTINGS.page, answer.clone());
    if (answer.status < 500) return answer;
  } catch (error) {
    // No network: what was kept answers below.
  } finally {
    clearTimeout(timer);
  }
  return (await cache.match(SETTINGS.page)) || Response.error();
}

async function fileAnswer(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  return kept || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname === SETTINGS.page) event.respondWith(pageAnswer(request));
  else if (SETTINGS.shell.includes(address.pathname)) event.respondWith(fileAnswer(request));
});
