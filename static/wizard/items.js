/* Items of repeated groups: cards open for whoever goes to something in them; focus follows a change. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const CONTROLS = "input:not([type=hidden]), select, textarea";

  // -- Links to something in a card ---------------------------------------------------------------

  /** Open every card that hides the target of a link; the target, if there was one to open. */
  function reveal(hash) {
    const target = byId(hash.slice(1));
    const closed = target?.closest("details:not([open])") && target;
    for (let at = target; (at = at?.closest("details")); at = at.parentElement) at.open = true;
    return closed;
  }

  /** The browser has not found the target while it was hidden. */
  function follow() {
    if (!document.querySelector("[data-autofocus]")) reveal(location.hash)?.focus();
  }

  document.addEventListener("click", ({ target }) => reveal(target.closest?.("a[href^='#']")?.hash ?? ""), true);
  addEventListener("hashchange", follow);
  follow();

  // -- Add, Remove and Undo -----------------------------------------------------------------------

  let pressed = null; // the button that sent the form
  let told = ""; // what its answer has changed, in words
  document.addEventListener("submit", ({ submitter }) => (pressed = submitter), true);

  // The server names what has changed by an anchor, which a swap cannot see.
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    const [, act, name] = (target.id === "main" && pressed?.name.match(/^(add|remove|undo)-(.+)$/)) || [];
    const group = act && byId(`id_${name}`);
    if (!group) return;
    const added = () => [...group.querySelectorAll(":scope > .item > details")].pop();
    const card = act === "add" ? added() : byId(`id_${name}.${pressed.value}`);
    const notice = group.querySelector(":scope > .removed");
    const title = card && byId(`${card.id}:legend`).textContent;
    if (act === "remove") told = notice?.querySelector("p").textContent ?? "";
    else told = title ? `${title} was ${act === "add" ? "added" : "put back"}.` : "";
    const controls = { add: () => card?.querySelector(CONTROLS), undo: () => card?.querySelector("summary") };
    const next = act === "remove" ? notice?.querySelector("button") : controls[act]();
    (next ?? group).setAttribute("data-autofocus", "");
    pressed = null;
  });

  // Once the words of the request itself have gone from there.
  document.addEventListener("htmx:afterRequest", () => {
    if (!told) return;
    byId("status").textContent = told;
    told = "";
  });
})();
