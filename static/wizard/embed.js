/* What a portal loads to show the wizard in its page; embed.d.ts has both ways of use, every option
   and every event. It needs no more of the portal's content policy than script-src, frame-src and
   form-action of the wizard's origin. */
(() => {
  "use strict";
  if (window.ProfileWizard) return; // loaded twice
  const NS = "profile-wizard";
  const EVENTS = ["ready", "resize", "step", "dirty", "completed", "updated", "cancelled", "expiring", "expired", "error"];
  const TO_READ = ["step", "completed", "updated", "cancelled", "error"]; // the page in the frame is another
  const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/; // a signed JWT, not the sign-in page that came instead
  const LAUNCH_MS = 30_000; // for the token, and again for the page
  const READY_MS = 5_000; // for a page that has loaded to say that it is the wizard
  const script = document.currentScript;
  const mounted = new WeakMap();

  async function fetchToken(address) {
    const headers = { Accept: "application/json, text/plain" };
    const response = await fetch(address, { headers, cache: "no-store" });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const text = (await response.text()).trim();
    return text.startsWith("{") ? JSON.parse(text).launch_token : text;
  }

  const create = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const later = (ms) => new Promise((_, reject) => setTimeout(reject, ms, new Error("no answer in time")));

  function mount(element, options = {}) {
    if (!element) throw new TypeError("ProfileWizard.mount: element is missing");
    const { launch, on = {}, title = "Create a profile", retryText = "Try again" } = options;
    const { failedText = "We could not open the form. Check your connection and try again." } = options;
    const { expiredText = "Your session has ended.", url = script?.src && new URL("../..", script.src).href } = options;
    if (!launch || !url) throw new TypeError(`ProfileWizard.mount: ${launch ? "url" : "launch"} is missing`);
    const { href: action, origin } = new URL("launch", url.replace(/\/*$/, "/"));
    const ask = typeof launch === "function" ? launch : () => fetchToken(launch);
    const life = new AbortController();
    const { signal } = life;

    let frame; // the one that is shown; what an earlier one says is not listened to
    let isReady; // whether the page in the frame has said so
    let run; // that of the page; a launch that was refused has none
    let attempt = 0;
    let spare = 1; // launches left until the operator does something: without an end is none repeated
    let pages = 0;
    let sent = 0;
    let timer;

    /** Show a new frame and launch a run into it. */
    async function start() {
      if (signal.aborted) return;
      const mine = ++attempt;
      const height = frame?.style.height ?? "200px"; // where there was a frame the page does not jump
      const name = `${NS}-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
      const fresh = create("iframe", { title, name });
      Object.assign(fresh.style, { display: "block", width: "100%", height, border: "0" });
      fresh.addEventListener("load", () => {
        // A page that loads and stays silent is an error page, or one that may not be framed.
        const blank = fresh.contentDocument?.URL === "about:blank";
        if (fresh === frame && !isReady && !blank) giveUpIn(READY_MS);
      });
      clearTimeout(timer);
      isReady = run = undefined;
      frame = fresh;
      element.setAttribute("aria-busy", "true");
      element.replaceChildren(frame);
      try {
        const token = await Promise.race([Promise.resolve().then(ask), later(LAUNCH_MS)]);
        if (mine !== attempt) return;
        if (!TOKEN.test(token)) throw new TypeError("the launch did not answer with a token");
        // Without its frame in the page the form would open a window.
        if (!frame.isConnected) throw new Error("the element is not in the page");
        submit(token);
        giveUpIn(LAUNCH_MS);
      } catch (cause) {
        if (mine === attempt) stop("launch_failed", failedText, cause);
      }
    }

    /** By POST and through a form that is gone at once, so that the token stands nowhere. */
    function submit(token) {
      const form = create("form", { method: "post", action, target: frame.name, hidden: true });
      form.append(create("input", { type: "hidden", name: "launch_token", value: token }));
      element.append(form);
      form.submit();
      form.remove();
    }

    function giveUpIn(ms) {
      clearTimeout(timer);
      timer = setTimeout(restart, ms, "load_failed", failedText);
    }

    function restart(code, text) {
      if (spare-- > 0) start();
      else stop(code, text);
    }

    /** Say what happened in place of the frame; the operator may try again. */
    function stop(code, text, cause) {
      if (signal.aborted) return;
      attempt++;
      clearTimeout(timer);
      frame = isReady = run = undefined;
      const button = create("button", { type: "button", textContent: retryText });
      button.addEventListener("click", () => {
        spare = 1;
        start();
        frame.focus();
      });
      const alert = create("div", { className: `${NS}-error` });
      alert.setAttribute("role", "alert");
      alert.append(create("p", { textContent: text }), button);
      element.removeAttribute("aria-busy");
      element.replaceChildren(alert);
      tell({ type: "error", data: { code }, cause });
    }

    const tell = (detail) => element.dispatchEvent(new CustomEvent(`${NS}:${detail.type}`, { bubbles: true, detail }));

    function send(type, data) {
      frame.contentWindow.postMessage({ ns: NS, v: 1, type, run, seq: ++sent, data }, origin);
    }

    function receive({ origin: from, source, data: message }) {
      if (from !== origin || !source || source !== frame?.contentWindow) return;
      if (message?.ns !== NS || message.v !== 1 || !EVENTS.includes(message.type)) return;
      const { type, seq } = message;
      const data = Object(message.data);
      const first = !isReady; // each page says that it is ready, and again until it is answered
      if (type === "ready") {
        clearTimeout(timer);
        isReady = true;
        run = message.run;
        element.removeAttribute("aria-busy");
        send("hello", { v: [1] });
      }
      const { height } = data;
      if (Number.isInteger(height)) frame.style.height = `${Math.min(20_000, Math.max(200, height))}px`;
      if (type === "dirty" && data.value) spare = 1;
      if (TO_READ.includes(type) && pages++) reveal();
      if (type !== "ready" || first) tell({ type, run: message.run, seq, data });
      if (type === "expired") restart("expired", expiredText);
    }

    /** The page in the frame begins at its top, which a scrolled portal may have out of view. */
    function reveal() {
      if (Math.round(element.getBoundingClientRect().top) >= 0) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "start", behavior: calm ? "instant" : "smooth" });
    }

    const handle = {
      requestClose() {
        if (isReady) send("close_request", {});
      },
      destroy() {
        if (signal.aborted) return;
        life.abort();
        attempt++;
        clearTimeout(timer);
        frame = isReady = run = undefined;
        mounted.delete(element);
        element.removeAttribute("aria-busy");
        element.replaceChildren();
      },
    };

    mounted.get(element)?.destroy();
    mounted.set(element, handle);
    addEventListener("message", receive, { signal });
    for (const [type, listener] of Object.entries(on)) {
      element.addEventListener(`${NS}:${type}`, ({ detail }) => listener(detail.data, detail), { signal });
    }
    start();
    return handle;
  }

  window.ProfileWizard = { mount, get: (element) => mounted.get(element) };

  /**
   * Every element that is marked in the markup; its own attributes win over those of the script. Yet
   * markup may be somebody else's: it names neither another wizard nor a launch of another origin.
   */
  function mountMarked() {
    for (const element of document.querySelectorAll("[data-profile-wizard]")) {
      try {
        const options = { ...script?.dataset, ...element.dataset, url: script?.dataset.url };
        if (new URL(options.launch ?? "", location).origin !== location.origin) throw new TypeError("data-launch: another origin");
        mount(element, options);
      } catch (error) {
        console.error(error); // the others are shown all the same
      }
    }
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", mountMarked);
  else mountMarked();
})();
