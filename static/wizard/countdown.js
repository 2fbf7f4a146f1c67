/* Counts down what the provider asked us to wait for. Until it is over, what would ask again does
   nothing; it keeps the focus, so that its reason is read to whoever comes to it. */
const countdown = (() => {
  "use strict";
  let timer = 0;

  const count = (number, unit) => (number ? `${number} ${unit}${number === 1 ? "" : "s"}` : "");
  const words = (seconds) =>
    [count(Math.floor(seconds / 60), "minute"), count(seconds % 60, "second")].filter(Boolean).join(" ") || "0 seconds";

  /** Said when it begins and when it is over; seen every second. */
  const say = (text) => (document.getElementById("status").textContent = text);

  /** "Try again", and the other buttons that do the very same. */
  function asking() {
    const again = document.querySelector("#main [data-again]");
    const same = (button) => button.type === "submit" && button.name === again.name && button.value === again.value;
    return again?.form ? [...again.form.elements].filter(same) : [again].filter(Boolean);
  }

  function hold(held) {
    for (const each of asking()) {
      if (held) each.setAttribute("aria-disabled", "true");
      else each.removeAttribute("aria-disabled");
      if (held) each.setAttribute("aria-describedby", "wait");
      else each.removeAttribute("aria-describedby");
    }
  }

  const held = ({ target }) => target.closest?.("#main [aria-disabled=true]");
  document.addEventListener("click", (event) => held(event) && event.preventDefault(), true);

  function begin() {
    clearTimeout(timer);
    const wait = document.querySelector("[data-wait]");
    if (!wait) return;
    wait.id = "wait";
    hold(true);
    const ends = Date.now() + wait.dataset.wait * 1000;
    say(wait.textContent);
    tick();

    function tick() {
      const left = Math.ceil((ends - Date.now()) / 1000);
      if (left > 0) {
        wait.querySelector("[role=timer]").textContent = `in ${words(left)}`;
        timer = setTimeout(tick, ends - Date.now() - (left - 1) * 1000);
      } else {
        hold(false);
        wait.textContent = "You can try again now.";
        say(wait.textContent);
      }
    }
  }

  document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "main" && begin());
  begin();
  return { words };
})();
