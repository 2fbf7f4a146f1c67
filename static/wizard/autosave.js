/* Keeps what was typed when the typing pauses, so that a reload or the browser's Back loses nothing. */
(() => {
  "use strict";
  const PAUSE = 600; // ms
  let timer = 0;
  let saving = null; // the request that is on its way

  const step = () => document.querySelector("form#step");

  function save() {
    timer = 0;
    const form = step();
    if (!form?.querySelector("[name$=':drawn'], [name=check-reason]")) return; // only what is typed into
    const body = new URLSearchParams(new FormData(form));
    body.set("keep", "1");
    const url = location.pathname + location.search;
    saving = fetch(url, { method: "POST", body, keepalive: true })
      .catch(() => {}) // it is told when the form itself is sent
      .finally(() => (saving = null));
  }

  function typed({ target }) {
    if (!target.closest?.("form#step")) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
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

  // A page that is left in the middle of a word.
  addEventListener("beforeunload", () => {
    if (timer) save();
  });
})();
