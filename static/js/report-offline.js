// The page of a report without a network: it is kept on the device, says so when it is shown from there, and checks
// what is typed by the rules that were kept with it.
"use strict";

(() => {
  const place = document.getElementById("kept");
  if (!place || !("serviceWorker" in navigator)) return;
  const { worker, root, rules } = place.dataset;

  // --- Keeping ---------------------------------------------------------------------------------------------------

  const files = () => {
    const named = Array.from(document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]"), (one) => one.href || one.src);
    const drawn = Array.from(document.querySelectorAll("use"), (one) => new URL(one.getAttribute("href"), window.location.href).href.split("#")[0]);
    return Array.from(new Set([...named, ...drawn, new URL(rules, window.location.href).href]))
      .filter((address) => address.startsWith(window.location.origin));
  };

  const keepHere = async () => {
    await navigator.serviceWorker.register(worker, { scope: root });
    const { active } = await navigator.serviceWorker.ready;
    const talk = new MessageChannel();
    talk.port1.onmessage = () => { document.documentElement.dataset.kept = "1"; };
    active.postMessage({ page: window.location.pathname, files: files() }, [talk.port2]);
  };

  if (document.body.dataset.keptAt) {
    const at = new Date(document.body.dataset.keptAt);
    place.querySelector("[data-at]").textContent = at.toLocaleString(document.documentElement.lang);
    place.hidden = false;
    window.addEventListener("online", () => { place.querySelector("[data-again]").hidden = false; });
  } else {
    keepHere().catch(() => { place.dataset.state = "not-kept"; }); // a private window keeps nothing; the page works on
  }

  // --- Checking without the server -------------------------------------------------------------------------------

  let pack = null;
  const packed = async () => {
    if (!pack) {
      const answer = await fetch(rules, { credentials: "same-origin" });
      if (answer.ok) pack = await answer.json();
    }
    return pack;
  };
  if (!document.body.dataset.keptAt) packed().catch(() => null); // what was not fetched while there was a network is asked for again

  document.addEventListener("htmx:sendError", async (event) => {
    const { elt, target } = event.detail;
    if (!elt.matches || !elt.matches("textarea[name=text]") || !target) return;
    try {
      const known = await packed();
      if (known) window.reportRules.draw(target, window.reportRules.check(elt.value, known));
    } catch { // neither the server nor its rules: the check waits for the network
      pack = null;
    }
  });
})();
