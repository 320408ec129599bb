/**
 * Suggestions under the search in the header, as the combobox pattern of ARIA has it: arrows, Enter, Escape. On the map page
 * what is chosen is shown on the map, elsewhere its page is opened. It needs none of the map's scripts: it runs on every page.
 */
(function () {
  "use strict";
  const form = /** @type {?HTMLFormElement} */ (document.getElementById("site-search"));
  if (!form) return;
  const WAIT_MS = 200, MOST = 8;
  const input = /** @type {HTMLInputElement} */ (document.getElementById("site-q"));
  const list = /** @type {HTMLElement} */ (document.getElementById("site-found"));
  const status = /** @type {HTMLElement} */ (document.getElementById("site-found-count"));
  const opener = /** @type {HTMLElement} */ (document.getElementById("site-search-open"));
  const lang = form.elements.lang.value;
  let hits = [], at = -1, waiting = 0, asked = "";
  let asking = /** @type {?AbortController} */ (null);

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");

  // ---- the list -----------------------------------------------------------------------------------------------
  function show(on) {
    list.hidden = !on;
    list.classList.remove("site-found-end");
    // Beyond the right edge it would make the page wider than the screen.
    if (on) list.classList.toggle("site-found-end", list.getBoundingClientRect().right > document.documentElement.clientWidth);
    input.setAttribute("aria-expanded", String(on));
    if (!on) mark(-1);
  }

  /** Mark one line of the list as the one Enter takes; -1 for none. */
  function mark(index) {
    at = index;
    for (const [i, line] of [...list.children].entries()) line.setAttribute("aria-selected", String(i === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  const nameOf = (hit) => (lang === "en" && hit.name_en) || hit.name;

  /** One line: what it is called and what it is; text is always text. */
  function line(hit, index) {
    const item = document.createElement("li");
    item.id = "site-found-" + index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    for (const [kind, text] of [["name", nameOf(hit)], ["detail", hit.detail[lang] || hit.detail.ja]]) {
      const part = document.createElement("bdi");
      part.className = "site-found-" + kind;
      part.textContent = text;
      item.append(part, " ");
    }
    return item;
  }

  function take(found) {
    hits = found;
    list.replaceChildren(...found.map(line));
    show(found.length > 0);
    status.textContent = found.length ? form.dataset.count.replace("{count}", String(found.length)) : form.dataset.none;
  }

  /** Nothing is suggested, and nothing asked is waited for. */
  function drop() {
    clearTimeout(waiting);
    if (asking) asking.abort();
    asking = null;
    asked = "";
    hits = [];
    list.replaceChildren();
    show(false);
    status.textContent = "";
  }

  async function ask(text) {
    if (text === asked) return;
    if (asking) asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    asked = text;
    try {
      const query = new URLSearchParams({ q: text, limit: String(MOST), lang });
      const response = await fetch(form.dataset.found + "?" + query, { signal, headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const { found } = await response.json();
      if (!signal.aborted) take(found);
    } catch (error) {
      if (signal.aborted) return;
      drop();
      status.textContent = form.dataset.failed;
    }
  }

  function typed() {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (!text) return drop();
    waiting = window.setTimeout(() => ask(text), WAIT_MS);
  }

  // ---- choosing -----------------------------------------------------------------------------------------------
  function choose(hit) {
    const page = hit.page + "&lang=" + encodeURIComponent(lang);
    const spot = window.GeoService && GeoService.spot;
    input.value = nameOf(hit);
    drop();
    if (!spot || !spot.ready() || hit.lon === null) return location.assign(page);
    spot.showFound({ ...hit, name: nameOf(hit) }, page);
    open(false);
  }

  /** On a narrow page the search is behind a button. */
  function open(on) {
    form.classList.toggle("site-search-on", on);
    opener.setAttribute("aria-expanded", String(on));
    if (on) input.focus();
  }

  const folded = () => getComputedStyle(opener).display !== "none";

  function press(event) {
    // While a word is being composed its keys belong to the input method.
    if (event.isComposing) return;
    const { key } = event;
    if ((key === "ArrowDown" || key === "ArrowUp") && hits.length) {
      event.preventDefault();
      // One more step than lines: between last and first is what was typed.
      const steps = hits.length + 1, way = key === "ArrowDown" ? 1 : -1;
      const next = (at + 1 + way + steps) % steps - 1;
      show(true);
      mark(next);
    } else if (key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(hits[at]);
    } else if (key === "Escape") {
      event.stopPropagation();
      if (!list.hidden) {
        event.preventDefault();
        show(false);
      } else if (folded()) {
        open(false);
        opener.focus();
      }
    } else if (key === "Tab") show(false);
  }

  show(false);
  input.addEventListener("input", (event) => event.isComposing || typed());
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", press);
  input.addEventListener("focus", () => show(hits.length > 0));
  // The list takes no focus: a press on it must not close it before it is a click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) choose(hits[[...list.children].indexOf(item)]);
  });
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || show(false));
  opener.addEventListener("click", () => open(!form.classList.contains("site-search-on")));
})();
