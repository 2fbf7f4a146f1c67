/* Counts down what the provider asked us to wait for. The button stays as it is: the server knows
   how long, and answers with the rest. */
const countdown = (() => {
  "use strict";
  let timer = 0;

  const count = (number, unit) => (number ? `${number} ${unit}${number === 1 ? "" : "s"}` : "");
  const words = (seconds) =>
    [count(Math.floor(seconds / 60), "minute"), count(seconds % 60, "second")].filter(Boolean).join(" ") || "0 seconds";

  /** Said when it begins and when it is over; seen every second. */
  const say = (text) => (document.getElementById("status").textContent = text);

  function begin() {
    clearTimeout(timer);
    const wait = document.querySelector("[data-wait]");
    if (!wait) return;
    const ends = Date.now() + wait.dataset.wait * 1000;
    say(wait.textContent);
    tick();

    function tick() {
      const left = Math.ceil((ends - Date.now()) / 1000);
      if (left > 0) {
        wait.querySelector("[role=timer]").textContent = `in ${words(left)}`;
        timer = setTimeout(tick, ends - Date.now() - (left - 1) * 1000);
      } else {
        wait.textContent = "You can try again now.";
        say(wait.textContent);
      }
    }
  }

  document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "main" && begin());
  begin();
  return { words };
})();
