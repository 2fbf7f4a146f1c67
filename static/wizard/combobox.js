/* Long selects are answered by typing. The select stays, unseen: it is what is sent.
   As in https://www.w3.org/WAI/ARIA/apg/patterns/combobox/, with nothing chosen before it is asked for. */
(() => {
  "use strict";
  const BATCH = 100; // options drawn at a time
  const PAUSE = 700; // ms of rest before the number of matches is told
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const number = (count) => count.toLocaleString(document.documentElement.lang);

  // -- Finding: without case and accents ----------------------------------------------------------

  const plain = (text) => {
    const bare = text.trim().toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
    return bare.replace(/[ß-œ]/g, (letter) => LETTERS[letter] ?? letter);
  };
  const words = (text) => ` ${plain(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim() || plain(text)}`;
  const read = (option) => {
    const { text, value } = option;
    return { option, name: plain(text), code: plain(value), words: words(text) };
  };

  /** The options for a text: first what it names, then where it begins a word, then where else it is. */
  function find(options, text) {
    const [name, begun] = [plain(text), words(text)];
    const [exact, starts, rest] = [[], [], []];
    for (const each of options) {
      if (each.name === name || each.code === name) exact.push(each);
      else if (each.words.includes(begun)) starts.push(each);
      else if (each.words.includes(begun.slice(1)) || (name[1] && each.code.startsWith(name))) rest.push(each);
    }
    return [...exact, ...starts, ...rest];
  }

  /** The value that a text names, by its label or else by its code; none if it could be several. */
  function named(options, text) {
    const name = plain(text);
    const by = (key) => options.filter((each) => each[key] === name);
    const [only, ...others] = [by("name"), by("code")].find((found) => found.length) ?? [];
    return only && !others.length ? only.option.value : "";
  }

  // -- The text field and its list ----------------------------------------------------------------

  function element(tag, attributes, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value);
    made.append(...content);
    return made;
  }

  let pause = 0;
  function say(text) {
    const tell = () => (document.getElementById("status").textContent = text);
    clearTimeout(pause);
    if (text) pause = setTimeout(tell, PAUSE);
    else tell();
  }

  class Combobox {
    active = -1; // the option that the arrow keys have reached
    matches = [];

    /** `text`: what was typed here and is no option. */
    constructor(select, text) {
      const { id } = select;
      const label = `${select.labels[0]?.textContent.trim()}: options`;
      const focused = select === document.activeElement;
      this.select = select;
      this.told = select.value;
      this.list = element("div", { id: `${id}_list`, role: "listbox", tabindex: -1, "aria-label": label });
      this.note = element("p", {});
      this.popup = element("div", { class: "options", hidden: "" }, this.list, this.note);
      this.input = element("input", {
        id, type: "text", role: "combobox", autocomplete: "off", spellcheck: false,
        "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": false,
        "aria-describedby": select.getAttribute("aria-describedby"),
        "aria-invalid": select.getAttribute("aria-invalid"),
      });
      select.id = `${id}_select`;
      select.hidden = true;
      select.before(element("div", { class: "combobox" }, this.input, this.popup));
      this.show(text);
      if (focused) this.input.focus();
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("click", () => this.popup.hidden && this.openAll());
      this.input.addEventListener("blur", () => this.left());
      this.popup.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
      this.list.addEventListener("click", ({ target }) => this.choose([...this.list.children].indexOf(target)));
      this.list.addEventListener("scroll", () => {
        if (this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 50) this.draw();
      });
      select.addEventListener("change", () => this.follow());
    }

    get options() {
      return (this.read ??= [...this.select.options].filter(({ value }) => value).map(read));
    }

    /** The text of what is chosen, or else this one. */
    show(text) {
      this.input.value = this.select.value ? this.select.selectedOptions[0].text : text;
    }

    /** The select follows the text at every letter; others hear of it when that is done. */
    typed() {
      this.select.value = named(this.options, this.input.value);
      if (document.activeElement === this.input) this.open(find(this.options, this.input.value));
      else this.tell(); // typed by the browser
    }

    tell() {
      say("");
      this.show(this.input.value);
      if (this.select.value === this.told) return;
      this.told = this.select.value;
      for (const type of ["input", "change"]) this.select.dispatchEvent(new Event(type, { bubbles: true }));
    }

    /** The browser has set the select: it fills in forms and restores them. */
    follow() {
      if (this.select.value === this.told || document.activeElement === this.input) return;
      this.told = this.select.value;
      this.show("");
    }

    choose(index) {
      if (this.matches[index]) this.matches[index].option.selected = true;
      this.done();
    }

    done() {
      this.close();
      this.tell();
    }

    /** Close when no pointer is down: the page moves, and a click must not miss the button it began on. */
    left() {
      this.tell();
      const close = () => {
        if (document.querySelector(":active")) setTimeout(close, 200);
        else if (document.activeElement !== this.input) this.close();
      };
      setTimeout(close, 200);
    }

    /** The options for what is in the field; all of them where it is one of them. */
    openAll() {
      const chosen = this.options.findIndex(({ option }) => option.selected);
      if (chosen < 0) return this.open(find(this.options, this.input.value));
      this.open(this.options);
      while (chosen < 3 * BATCH && !this.list.children[chosen]) this.draw();
      this.highlight(chosen);
      this.input.select(); // so that the next letter starts anew
    }

    open(matches) {
      const { hidden } = this.popup;
      this.highlight(-1);
      this.matches = matches;
      this.list.replaceChildren();
      this.draw();
      this.list.hidden = !matches.length;
      this.popup.hidden = false;
      this.input.setAttribute("aria-expanded", matches.length > 0);
      if (hidden) this.popup.parentElement.scrollIntoView({ block: "nearest" });
      say(matches.length ? `${number(matches.length)} match${matches.length > 1 ? "es" : ""}` : "No matches");
    }

    close() {
      this.highlight(-1);
      this.matches = [];
      this.popup.hidden = true;
      this.input.setAttribute("aria-expanded", false);
    }

    /** Add the next options to the list. */
    draw() {
      const from = this.list.childElementCount;
      const next = this.matches.slice(from, from + BATCH).map(({ option }, index) => element("div", {
        id: `${this.list.id}_${from + index}`, role: "option", class: option.selected ? "chosen" : null,
        "aria-selected": false, "aria-posinset": from + index + 1, "aria-setsize": this.matches.length,
      }, option.text));
      this.list.append(...next);
      const more = this.matches.length - from - next.length;
      this.note.textContent = more ? `${number(more)} more: keep typing` : this.matches.length ? "" : "No matches";
    }

    highlight(index) {
      this.list.children[this.active]?.setAttribute("aria-selected", false);
      const option = this.list.children[index];
      this.active = option ? index : -1;
      if (!option) return this.input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", true);
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    key(event) {
      const { key, altKey } = event;
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const last = this.list.childElementCount - 1;
      const only = this.matches.length === 1 && !this.select.value;
      const reached = only && key === "Enter" ? 0 : this.active;
      if (key === "Tab" || (key === "Enter" && reached < 0)) return this.choose(this.active);
      if (key === "ArrowLeft" || key === "ArrowRight") return this.highlight(-1); // back in the text
      if (key === "ArrowDown" || key === "ArrowUp") this.arrow(key === "ArrowDown" ? 1 : -1, altKey);
      else if (key === "Enter") this.choose(reached);
      else if (key === "Escape" && !this.popup.hidden) this.done();
      else if ((key === "Home" || key === "End") && this.active >= 0) this.highlight(key === "Home" ? 0 : last);
      else return;
      event.preventDefault();
    }

    arrow(step, alt) {
      if (alt) return step > 0 ? this.openAll() : this.done();
      if (this.popup.hidden) {
        this.openAll();
        if (this.active >= 0) return;
      }
      if (step > 0 && this.active === this.list.childElementCount - 1) this.draw();
      const places = this.list.childElementCount + 1; // the text is one of them
      this.highlight(((this.active + 1 + step + places) % places) - 1);
    }
  }

  // -- The page -----------------------------------------------------------------------------------

  let boxes = [];

  /** Text that is no option stays through a redraw, and where the page calls it wrong. */
  function enhance(redrawn) {
    const texts = new Map(boxes.map(({ input, select }) => [input.id, select.value ? "" : input.value]));
    boxes = boxes.filter(({ input }) => input.isConnected);
    for (const select of document.querySelectorAll("select[data-long]:not([hidden])")) {
      const text = redrawn || select.closest(".wrong") ? texts.get(select.id) : "";
      boxes.push(new Combobox(select, text ?? ""));
    }
  }

  document.addEventListener("htmx:afterSwap", ({ target }) => enhance(target.id === "fields"));
  /** Text that is no option is sent where nothing would do, so that the answer is not just blank. */
  document.addEventListener("formdata", ({ target, formData }) => {
    for (const { select, input } of boxes) {
      const asked = select.form === target && select.dataset.long === "optional";
      if (asked && !select.value && input.value.trim()) formData.set(select.name, input.value);
    }
  });

  addEventListener("pageshow", () => boxes.forEach((box) => box.follow()));
  enhance(false);
})();
