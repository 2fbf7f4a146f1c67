/* Messages to the page that shows the wizard: nothing that was typed, and no names. What each one
   carries: messages/<type>.json. */
const portal = (() => {
  "use strict";
  const main = () => document.getElementById("main");
  const { origin, run } = document.body.dataset;
  const framed = window.parent !== window && Boolean(origin);
  const root = document.documentElement;
  let seq = 0;
  let height = 0;
  let shown; // the step that was told last
  let dirty;

  function post(type, data = {}) {
    if (framed) window.parent.postMessage({ ns: "profile-wizard", v: 1, type, run, seq: ++seq, data }, origin);
  }

  function setDirty(value) {
    if (value !== dirty) post("dirty", { value: (dirty = value) });
  }

  /** Tell what the page says of itself in its data attributes, once for each page. */
  function announce(loaded = false) {
    const { step = "", index } = main().dataset;
    if (step !== shown) {
      shown = step;
      setDirty(false);
      if (step) post("step", { key: step, index: Number(index) });
    }
    const { event, code, ext, profileId: profile_id, resultToken: result_token, replay: told } =
      document.querySelector("#main[data-event], #main [data-event]")?.dataset ?? {};
    const again = loaded && performance.getEntriesByType("navigation")[0]?.type === "reload";
    const replay = (again || told !== undefined) && { replay: true };
    if (event === "completed") post("completed", { ext, profile_id, ...(result_token && { result_token }), ...replay });
    if (event === "updated") post("updated", { profile_id, ...replay });
    if (event === "cancelled") post("cancelled");
    if (code === "expired") post("expired");
    else if (event === "error") post("error", { code });
  }

  const measure = () => Math.ceil(root.getBoundingClientRect().height);

  /** Repeated until the answer, so that it does not matter who listens first. */
  function greet() {
    let left = 20;
    const ready = () => {
      if (left-- > 0) post("ready", { height: (height = measure()) });
      else clearInterval(timer);
    };
    const timer = setInterval(ready, 250);
    ready();
    addEventListener("message", ({ origin: from, source, data }) => {
      if (from !== origin || source !== window.parent) return;
      if (data?.ns !== "profile-wizard" || data.v !== 1) return;
      if (data.type === "hello") clearInterval(timer);
      if (data.type === "close_request") main().querySelector("a[href$='/cancel/']")?.click();
    });
  }

  function watchHeight() {
    let frame = 0;
    new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (measure() !== height) post("resize", { height: (height = measure()) });
      });
    }).observe(root);
  }

  document.addEventListener("input", ({ target }) => target.closest("form#step") && setDirty(true));
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    shown = undefined;
    announce();
  });
  if (framed) {
    greet();
    watchHeight();
  }
  announce(true);
  return { announce, post };
})();
