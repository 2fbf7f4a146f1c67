/* What the pages do in the browser beyond plain requests. Without it every page works all the same. */
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const main = () => byId("main");
  const CONTROLS = "input:not([type=hidden]), select, textarea";
  const controls = (within) => [...within.querySelectorAll(CONTROLS)];
  const ticks = (input) => input.type === "radio" || input.type === "checkbox";

  // -- Requests ---------------------------------------------------------------------------------

  let progress = ""; // what is said meanwhile
  let sending = false; // the step's form is on its way
  let creates = false; // it was sent to create a profile, or to save changes
  let heading = ""; // h1 of the page before a swap
  const isStep = (detail) => detail.requestConfig.elt.id === "step";
  const on = (type, listener) => document.addEventListener(type, listener);

  // A second click must not abort the first request: the server may already be at work on it.
  on("htmx:confirm", (event) => sending && event.preventDefault());

  // An anchor of this page must not follow into the address of the next one.
  on("htmx:configRequest", (event) => (event.detail.path = event.detail.path.split("#")[0]));

  // The same page with errors is not a page to go back to.
  on("htmx:beforeHistoryUpdate", ({ detail: { history: update } }) => {
    if (update.path === location.pathname + location.search) update.type = "replace";
  });

  on("htmx:beforeRequest", ({ detail }) => {
    byId("unreachable")?.remove();
    const pressed = detail.requestConfig.triggeringEvent?.submitter?.name;
    creates = isStep(detail) && main().dataset.step === "check" && !pressed;
    if (!isStep(detail)) return;
    redraw.abort();
    sending = true;
    main().setAttribute("aria-busy", "true");
    byId("status").textContent = progress = byId("progress")?.textContent ?? "";
  });

  on("htmx:afterRequest", ({ detail }) => {
    if (!isStep(detail)) return;
    sending = false;
    main().removeAttribute("aria-busy");
    if (byId("status").textContent === progress) byId("status").textContent = ""; // else the new page's
  });

  on("htmx:sendError", unreachable);
  on("htmx:timeout", unreachable);

  on("htmx:beforeSwap", ({ detail }) => {
    heading = main().querySelector("h1")?.textContent;
    if (detail.xhr.responseText.includes('id="main"')) return;
    detail.shouldSwap = false; // the page of a proxy, not ours
    unreachable();
  });
  on("htmx:afterSettle", ({ target, detail }) => {
    if (target.id === "main" && detail?.requestConfig) arrive(isStep(detail));
  });

  /** A new page stands in place of the old one; `asked`: by the operator, not by polling. */
  function arrive(asked) {
    moveFocus(asked);
    portal.announce();
  }

  // Pages whose forms htmx does not send: one request for a page, however often it is clicked.
  const sent = new WeakMap();
  on("submit", (event) => {
    if (event.defaultPrevented || event.target.target) return; // htmx's, or not for this page
    if (Date.now() - (sent.get(event.target) ?? 0) < 60_000) event.preventDefault();
    else sent.set(event.target, Date.now());
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of document.forms) sent.delete(form);
  });

  /** The page and what was typed stay as they are; say so, or the operator starts again. */
  function unreachable() {
    const box = document.createElement("div");
    box.id = "unreachable";
    box.className = "error-summary";
    box.tabIndex = -1;
    const alert = box.appendChild(document.createElement("div"));
    alert.setAttribute("role", "alert");
    alert.appendChild(document.createElement("h2")).textContent = "We could not reach the service";
    alert.appendChild(document.createElement("p")).textContent =
      (byId("step") ? "What you entered is still on this page. " : "") +
      "Check your connection and try again.";
    byId("unreachable")?.remove();
    main().prepend(box);
    if (creates) alert.append(outcome());
    box.focus();
    portal.post("error", { code: "unreachable" });
  }

  /** The server may have been at work already; this page's address leads to what it knows of it. */
  function outcome() {
    const text = document.createElement("p");
    text.append("It may have been done all the same. Before you send it again, ");
    const link = text.appendChild(document.createElement("a"));
    link.href = location.pathname;
    link.textContent = "see what became of it";
    text.append(".");
    return text;
  }

  const anchorId = (hash) => (/%(?![0-9a-f]{2})/i.test(hash) ? "" : decodeURIComponent(hash.slice(1)));

  // -- Focus and errors -------------------------------------------------------------------------

  /** After a swap the keyboard stands where reading goes on; a page that polls leaves it alone. */
  function moveFocus(asked) {
    const h1 = main().querySelector("h1");
    const target =
      main().querySelector("[data-autofocus]") ??
      (location.hash.length > 1 ? byId(anchorId(location.hash)) : null);
    if (target) target.focus();
    else if (asked || h1?.textContent !== heading) h1?.focus();
  }

  // A link to a field moves the focus there without an entry in the history.
  on("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const target = link && byId(anchorId(link.hash));
    if (!target) return;
    event.preventDefault();
    (target.closest(".field") ?? target).scrollIntoView({ block: "nearest" });
    target.focus();
  });

  // An answered field loses its message at once; whether the answer is right is the server's to say.
  // Not while a pointer is down: the page would move and the click miss the button it began on.
  let pointerDown = false;
  const answered = new Set();
  on("pointerdown", () => (pointerDown = true));
  for (const type of ["pointerup", "pointercancel"]) on(type, () => setTimeout(clearAnswered));

  on("change", ({ target }) => {
    const field = target.closest(".field.wrong");
    const filled = (input) => (ticks(input) ? input.checked : input.value.trim() !== "");
    const how = ticks(target) ? "some" : "every"; // every part of a date
    if (field && controls(field)[how](filled)) answered.add(field);
    if (!pointerDown) clearAnswered();
  });

  function clearAnswered() {
    pointerDown = false;
    for (const field of answered) markError(field, field.querySelector(".error"), false);
    answered.clear();
  }

  /** Put the message of a field in place with all that belongs to it, or take it away. */
  function markError(field, message, wrong) {
    const inputs = controls(field);
    if (wrong) [...field.children].find((child) => child.contains(inputs[0]))?.before(message);
    else message?.remove();
    field.classList.toggle("wrong", wrong);
    for (const input of inputs) {
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    for (const described of field.matches("fieldset") ? [field] : inputs) {
      const ids = new Set((described.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean));
      if (message?.id) ids[wrong ? "add" : "delete"](message.id);
      if (ids.size) described.setAttribute("aria-describedby", [...ids].join(" "));
      else described.removeAttribute("aria-describedby");
    }
  }

  // -- Redraw: an answer that decides about other questions ----------------------------------------

  let redraw = new AbortController();
  const entry = (input) => (ticks(input) ? input.checked : input.value);
  const entries = () => new Map(controls(byId("fields")).map((input) => [input.id, entry(input)]));

  on("change", ({ target }) => {
    const form = target.closest("form#step");
    if (form && target.closest("[data-redraw]") && !sending) redrawFields(form);
  });

  /** Ask for the page anew, unchecked. A later redraw or the form itself overtakes it; silent when it fails. */
  async function redrawFields(form) {
    redraw.abort();
    redraw = new AbortController();
    const { signal } = redraw;
    const before = entries();
    const body = new URLSearchParams(new FormData(form));
    body.set("redraw", "1");
    try {
      const url = location.pathname + location.search;
      const response = await fetch(url, { method: "POST", body, signal });
      const page = await response.text();
      if (pointerDown) await new Promise((up) => addEventListener("pointerup", () => setTimeout(up), { once: true }));
      if (signal.aborted || response.status >= 500 || !page.includes('id="main"')) return;
      takeRedraw(page, before);
    } catch {
      // aborted, or no connection: it is told when the form is sent
    }
  }

  /** Take the fields only, unless there is more to tell, such as that the session has ended. */
  function takeRedraw(page, before) {
    const next = new DOMParser().parseFromString(page, "text/html");
    const fields = next.querySelector("#fields");
    if (!fields || next.querySelector("#main").dataset.step !== main().dataset.step || next.querySelector("#main > .notice")) {
      htmx.swap("#main", page, { swapStyle: "outerHTML" }, { select: "#main", afterSettleCallback: () => arrive(true) });
      return;
    }
    for (const item of fields.querySelectorAll("details")) item.open = byId(item.id)?.open ?? item.open;
    const active = document.activeElement; // a select in use is not replaced: typing would start over
    const later = () => active.isConnected && redrawFields(active.form);
    if (active?.matches("#fields :is(select, [role=combobox])")) return active.addEventListener("blur", later, { once: true });
    const typed = [...entries()].filter(([id, value]) => before.get(id) !== value);
    const { selectionStart, selectionEnd } = active;
    const errors = [...document.querySelectorAll("#fields .field.wrong")].map((field) => [
      controls(field)[0]?.id, field.querySelector(".error"),
    ]);
    htmx.swap("#fields", fields.outerHTML, { swapStyle: "outerHTML" }); // keeps the focus by id
    for (const [id, value] of typed) putBack(byId(id), value);
    const now = document.activeElement;
    if (selectionStart != null && now.selectionStart != null) now.setSelectionRange(selectionStart, selectionEnd);
    for (const [id, message] of errors) {
      const field = id && byId(id)?.closest(".field:not(.wrong)");
      if (field && message) markError(field, message, true);
    }
  }

  /** What was typed while the answer was on its way. */
  function putBack(input, value) {
    if (!input || entry(input) === value) return;
    if (ticks(input)) input.checked = value;
    else input.value = value;
    // A value set by script causes no change event of its own when the field is left.
    const tell = () => input.dispatchEvent(new Event("change", { bubbles: true }));
    if (!ticks(input) && input.matches("[data-redraw]")) input.addEventListener("blur", tell, { once: true });
  }

  // -- Ahead: the server fetches what the next step asks for while this one is read --------------------

  on("change", ({ target }) => {
    const form = target.closest("form#step");
    if (!form || !target.closest("[data-ahead]") || sending) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("ahead", "1");
    fetch(location.pathname + location.search, { method: "POST", body }).catch(() => {});
  });

  main().querySelector(".error-summary[data-autofocus]")?.focus();
})();
