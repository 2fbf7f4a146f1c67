/* The host's side of the wizard's messages, as any portal could write it. */
"use strict";
const frame = document.getElementById("wizard");
const log = document.getElementById("log");
const ORIGIN = location.origin; // where the wizard is served; here the same server
const LINES = 200;

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== ORIGIN || source !== frame.contentWindow) return;
  if (data?.ns !== "profile-wizard" || data.v !== 1) return;
  write(data);
  if (data.run) history.replaceState(null, "", `#run=${data.run}`);
  if (data.type === "ready") {
    const hello = { ns: "profile-wizard", v: 1, type: "hello", data: { v: [1] } };
    frame.contentWindow.postMessage(hello, ORIGIN);
  }
  const height = data.data?.height;
  if (Number.isInteger(height)) frame.height = Math.min(4000, Math.max(200, height));
});

/** Newest first, so that what happened last needs no scrolling. */
function write({ type, data }) {
  const line = document.createElement("li");
  const time = line.appendChild(document.createElement("time"));
  time.textContent = new Date().toLocaleTimeString("en-GB");
  line.appendChild(document.createElement("strong")).textContent = type;
  if (Object.keys(data ?? {}).length) {
    line.appendChild(document.createElement("code")).textContent = JSON.stringify(data);
  }
  log.prepend(line);
  while (log.children.length > LINES) log.lastChild.remove();
}

// The wizard is there at once; a reload of this page goes on with the run that its address names.
const run = location.hash.match(/^#run=([0-9a-f-]{36})$/)?.[1];
if (run) frame.src = `/w/${run}/`;
else document.querySelector("#launch button")?.click();
