/* Warns before the session ends, and lets it go on. When it ends is the server's to say: other tabs
   of the same run count as well, and to ask does not extend it. */
(() => {
  "use strict";
  const dialog = document.getElementById("expiry");
  if (!dialog) return;
  document.querySelector(".session-end").remove(); // for pages that cannot ask
  const form = dialog.querySelector("form");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const warning = Number(dialog.dataset.warning);
  const ASK = 20_000; // ms between questions to the server while the dialog is open
  const GAIN = 60; // s; less than that is not worth staying for

  let ends = Date.now() + dialog.dataset.seconds * 1000;
  let extendable = true;
  let dismissed = false; // nothing can be extended, and the operator knows
  let asked = 0; // when the server was asked last
  let told = ""; // by the screen reader
  let timer = 0;
  let placing = false; // it is about to open

  const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));
  const over = () => document.querySelector("#main:is([data-code=expired], [data-code=created])");

  /** False where there was no answer. A session that has ended is the server's page to tell. */
  async function ask(method) {
    asked = Date.now();
    const body = method === "POST" ? new URLSearchParams(new FormData(form)) : undefined;
    try {
      const response = await fetch(form.action, { method, body, cache: "no-store" });
      if (response.status === 410 || response.status === 403) {
        clearTimeout(timer);
        location.replace(location.pathname + location.search);
        return new Promise(() => {});
      }
      const { seconds, limit } = await response.json();
      ends = Date.now() + seconds * 1000;
      extendable = limit - seconds >= GAIN;
      return true;
    } catch {
      return false;
    }
  }

  async function look() {
    clearTimeout(timer);
    if (over()) return close();
    const due = left() ? ASK : ASK / 4;
    if (!dialog.open || Date.now() - asked >= due) await ask("GET");
    if (left() > warning) close();
    else if (!dismissed) open();
    clearTimeout(timer);
    timer = setTimeout(look, dialog.open || placing ? 1000 : Math.max(5000, ends - Date.now() - (dismissed ? 0 : warning * 1000)));
  }

  function open() {
    if (!dialog.open && !placing) {
      document.dispatchEvent(new Event("wizard:keep"));
      portal.post("expiring", { seconds: left() });
      told = part("failed").textContent = part("told").textContent = "";
      for (const element of dialog.querySelectorAll("[data-last]")) element.hidden = extendable;
      part("stay").hidden = !extendable;
      placing = true;
      whereSeen((seen) => {
        placing = false;
        // Not yet by its own height: to open it far from where one looks would scroll the portal.
        place(seen, 0);
        // Somebody who works in the portal's page meanwhile keeps the focus there.
        if (document.hasFocus()) dialog.showModal();
        else dialog.setAttribute("open", "");
        place(seen, dialog.offsetHeight);
      });
    }
    show();
  }

  document.addEventListener("focusin", ({ target }) => {
    if (!dialog.open || dialog.matches(":modal") || dialog.contains(target)) return;
    dialog.removeAttribute("open");
    dialog.showModal();
  });

  function close() {
    dismissed = false;
    if (dialog.open) dialog.close();
  }

  /** Seen every second; said every minute, and every 20 seconds of the last one. */
  function show() {
    const seconds = left();
    part("left").textContent = countdown.words(seconds);
    const step = seconds > 60 ? 60 : 20;
    const say = countdown.words(Math.ceil(seconds / step) * step);
    if (told && say !== told) part("told").textContent = `Your session ends in ${say}.`;
    told = say;
  }

  /** The part of the frame, which may be as long as its page, that is in view; not of a hidden tab. */
  function whereSeen(tell) {
    if (document.hidden) return tell({ height: 0 });
    const observer = new IntersectionObserver(([{ intersectionRect }]) => {
      observer.disconnect();
      tell(intersectionRect);
    });
    return observer.observe(document.documentElement);
  }

  function place(seen, height) {
    const partly = seen.height > 0 && seen.height < innerHeight;
    dialog.classList.toggle("placed", partly);
    dialog.style.insetBlockStart = partly ? `${seen.top + Math.max(0, seen.height - height) / 3}px` : "";
  }

  async function stay() {
    if (!extendable) {
      dialog.close();
      dismissed = true;
      return look();
    }
    part("failed").textContent = "";
    if (!(await ask("POST"))) {
      part("failed").textContent = "We could not reach the service. Check your connection and try again.";
      return undefined;
    }
    return look();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.addEventListener("visibilitychange", () => document.hidden || left() > warning || look());
  addEventListener("pageshow", (event) => event.persisted && look());
  timer = setTimeout(look, Math.max(0, ends - Date.now() - warning * 1000));
})();
