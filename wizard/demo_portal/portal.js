/* What a portal's page does with the wizard: shows it, and listens. */
"use strict";
const element = document.getElementById("wizard");
const log = document.getElementById("log");
const expire = document.getElementById("expire");
const said = document.getElementById("said");
const EVENTS = ["ready", "resize", "step", "dirty", "completed", "updated", "cancelled", "expiring", "expired", "error"];
const LINES = 200;
let run; // the one that is shown

/** From our backend, which signs a fresh one each time. */
async function launch() {
  const response = await fetch(element.dataset.token, { cache: "no-store" });
  if (!response.ok) throw new Error(`the portal answered ${response.status}`);
  return response.text();
}

ProfileWizard.mount(element, {
  launch,
  on: Object.fromEntries(EVENTS.map((type) => [type, listen])),
});

function listen(data, told) {
  run = told.run ?? run;
  expire.disabled = !run;
  if (told.type === "ready") said.textContent = "";
  write(told.type, data);
  if (data.result_token) verify(data.result_token);
}

/** What a page is told anybody could have said: our backend looks at the wizard's signature. */
async function verify(token) {
  const response = await fetch("/verify", { method: "POST", body: token });
  if (response.ok) write("verified by our backend", await response.json());
  else write("refused by our backend", {});
}

/** A token is long, and nobody's to read. */
const shorten = (name, value) => (name === "result_token" ? `${value.slice(0, 8)}…` : value);

/** Newest first, so that what happened last needs no scrolling. */
function write(type, data) {
  const line = document.createElement("li");
  const time = line.appendChild(document.createElement("time"));
  time.textContent = new Date().toLocaleTimeString("en-GB");
  line.appendChild(document.createElement("strong")).textContent = type;
  if (Object.keys(data).length) {
    line.appendChild(document.createElement("code")).textContent = JSON.stringify(data, shorten);
  }
  log.prepend(line);
  while (log.children.length > LINES) log.lastChild.remove();
}

expire.addEventListener("click", async () => {
  const { ok } = await fetch(`/expire?run=${run}`, { method: "POST" }).catch(() => ({ ok: false }));
  said.textContent = ok
    ? "The session has ended. Go on in the form: this page is told, and launches the wizard again."
    : "The session could not be ended.";
});
