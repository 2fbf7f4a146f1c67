/* Keeps what was typed when the typing pauses, so that a reload or the browser's Back loses nothing. */
(() => {
  "use strict";
  const PAUSE = 600; // ms
  let timer = 0;
  let saving = null; // the request that is on its way
  let unsaved = false;

  if (!document.body.dataset.run) return; // the schema lab keeps nothing
  const step = () => document.querySelector("form#step");

  function save() {
    clearTimeout(timer);
    timer = 0;
    const form = step();
    if (!form?.querySelector("[name$=':drawn'], [name=check-reason]")) return; // only what is typed into
    const body = new URLSearchParams(new FormData(form));
    body.set("keep", "1");
    const url = location.pathname + location.search;
    const taken = ({ ok }) => (unsaved = timer > 0 || !ok);
    const mine = fetch(url, { method: "POST", body, keepalive: true })
      .then(taken)
      .catch(() => {}) // it is told when the form itself is sent
      .finally(() => saving === mine && (saving = null)); // not that of a later one
    saving = mine;
  }

  function typed({ target }) {
    if (!target.closest?.("form#step")) return;
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(saveNext, PAUSE);
  }

  /** One after the other: of two at once the server would take one for another tab's. */
  function saveNext() {
    if (saving) timer = setTimeout(saveNext, PAUSE);
    else save();
  }

  /** The last chance: what was typed just now, or could not be saved before. */
  function flush() {
    if (timer || (unsaved && !saving)) save();
  }

  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  // The form must not overtake what is being saved of it.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt !== step()) return;
    clearTimeout(timer);
    timer = 0;
    if (!saving || event.defaultPrevented) return;
    event.preventDefault();
    saving.finally(() => event.detail.issueRequest(true));
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.elt.id === "step" && detail.successful) unsaved = false;
  });

  // A page that is left in the middle of a word, or is about to end.
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  document.addEventListener("wizard:keep", flush);
})();
