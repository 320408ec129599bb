/**
 * The page at work: hears choices, asks the API for the answer's GeoJSON, redraws map, legend and sections in place,
 * keeps the address. Without this script the form works by itself.
 */
GeoService.app = (function () {
  "use strict";
  const { settings, say, said, make } = GeoService.words;
  const { state: states, draw, legend, table, names, furniture, spot } = GeoService;
  const byId = (id) => document.getElementById(id);
  let layers = {};
  let current = /** @type {Object} */ ({});
  let asking = /** @type {?AbortController} */ (null);

  // ---- start --------------------------------------------------------------------------------------------------
  /**
   * Called by Folium's script when the map and its layers stand.
   * @param {L.Map} folium the map @param {Object<string, L.GeoJSON>} made role → layer
   */
  function start(folium, made) {
    layers = made;
    current = states.fromAddress(location.search);
    furniture.furnish(folium, spot);
    spot.attach(folium, () => current);
    names.attach(folium);
    GeoService.background.attach(folium);
    legend.write(byId("legend"), layers);
    table.take(draw.context.answer);
    byId("wards").tHead.addEventListener("click", (event) => {
      const head = event.target.closest("th");
      if (head) table.press(head.dataset.key);
    });
    byId("worst").addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      if (button) spot.showUnit(button.dataset.show);
    });
    if (!settings.export) listen();
  }

  /** On a page without an answer the form sends itself, so that the server can find one. */
  function startWithoutMap() {
    const form = byId("choices");
    if (!form) return;
    toggle();
    form.addEventListener("change", (event) => {
      if (event.target.name === "question") standard(form, event.target.value);
      location.assign(states.address(states.fromForm(form)));
    });
    presets(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.assign(states.address(states.fromForm(form)));
    });
    citySwitch();
  }

  // ---- choices ------------------------------------------------------------------------------------------------
  function listen() {
    const form = byId("choices");
    toggle();
    summary();
    presets(form);
    citySwitch();
    states.walking(form);
    form.addEventListener("change", (event) => {
      if (event.target.name === "question") standard(form, event.target.value);
      if (event.target.name === "within" && !event.target.checkValidity()) return event.target.reportValidity();
      states.walking(form);
      choose(states.fromForm(form), true);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose(states.fromForm(form), true);
    });
    window.addEventListener("popstate", () => {
      const state = states.fromAddress(location.search);
      states.toForm(form, state);
      choose(state, false);
    });
  }

  /** A newly chosen question starts with its own usual distance and choices. */
  function standard(form, question) {
    states.fit(form, question);
    const { limit } = settings.questions[question];
    form.elements.within.value = limit === null ? "" : String(limit);
  }

  function presets(form) {
    form.querySelector(".within-presets").addEventListener("click", (event) => {
      const chip = event.target.closest("[data-within]");
      if (!chip) return;
      form.elements.within.value = chip.dataset.within;
      form.elements.within.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  /** A distance by the metre is a straight line: along streets none of those chips is what was chosen. */
  function press(form) {
    const streets = Boolean(form.querySelector('input[name="reach"][value="streets"]:checked'));
    for (const chip of form.querySelectorAll("[data-within]")) chip.setAttribute("aria-pressed", String(!streets && chip.dataset.within === form.elements.within.value));
  }

  /** On a phone the choices are folded behind a button that says what is chosen. */
  function toggle() {
    const button = byId("choices-toggle"), form = byId("choices");
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      form.classList.toggle("choices-open", open);
    });
  }

  function summary() {
    const form = byId("choices");
    const hazard = form.querySelector('#hazard-field:not([disabled]) input[name="hazard"]:checked');
    const reach = form.querySelector('input[name="reach"]:checked');
    const label = (select) => (select.selectedOptions[0] ? select.selectedOptions[0].textContent.trim() : "");
    const walked = reach && reach.value === "streets";
    const speed = walked ? (settings.speeds || {})[form.elements.profile ? form.elements.profile.value : "adult"] : null;
    const within = form.elements.within.value ? legend.limitOf(Number(form.elements.within.value), speed) : form.elements.within.placeholder;
    const parts = [hazard ? say("hazard." + hazard.value) : "", label(form.elements.demand), within, reach ? reach.parentElement.textContent.trim() : "", walked ? label(form.elements.profile) : "", label(form.elements.ward)];
    byId("choices-summary").textContent = parts.filter(Boolean).join(" / ");
    press(form);
  }

  function citySwitch() {
    const select = byId("city-switch");
    if (select) select.addEventListener("change", () => select.form.submit());
  }

  // ---- asking and redrawing -----------------------------------------------------------------------------------
  /**
   * Ask for the answer to a state and show it in place.
   * @param {Object} state @param {boolean} push whether the address gets a new entry
   */
  async function choose(state, push) {
    if (asking) asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const before = current;
    current = state;
    if (push) history.pushState(null, "", states.address(state));
    links(state);
    summary();
    busy(true);
    try {
      const response = await fetch(states.api(state, "answer", { f: "geojson" }), { signal, headers: { Accept: "application/geo+json, application/problem+json" } });
      const body = await response.json();
      if (signal.aborted) return;
      // A source whose licence forbids handing data on: the page itself may still show the answer.
      if (response.status === 403) return location.assign(states.address(state));
      if (!response.ok) return refuse(body, state);
      show(body, before);
    } catch (error) {
      if (!signal.aborted) refuse({ title: say("problem.network.title"), detail: say("problem.network"), type: "network" }, state);
    } finally {
      if (!signal.aborted) busy(false);
    }
  }

  /** @param {Object} collection the answer's GeoJSON @param {Object} before the state shown until now */
  function show(collection, before) {
    const answer = collection.answer;
    spot.close();
    byId("problem").hidden = true;
    document.body.classList.remove("answer-old");
    draw.redraw(layers, collection);
    names.again();
    legend.write(byId("legend"), layers);
    table.write(answer);
    furniture.describe();
    // Who must leave can be asked of a hazard whose zones are known.
    byId("answer-leave").hidden = answer.question !== "evacuation-site-reach" || !answer.totals.in_zone;
    document.title = said(answer.words) + " | " + said(answer.city_name);
    byId("status").textContent = said(answer.sentence);
    if ((before.parameters.ward || "") !== (current.parameters.ward || "")) furniture.fit(answer.parameters.ward || "");
  }

  /** Say in place what went wrong, and what can be done; what is still shown is marked as old. */
  function refuse(problem, state) {
    const slug = String(problem.type || "").split(":").pop();
    const advice = settings.words["advice." + slug] ? "advice." + slug : "advice.error";
    const lacks = (problem.lacks || []).map((one) => make("li", null, settings.layers[one] || one));
    const box = byId("problem");
    const retry = make("button", { class: "button", type: "button" }, say("problem.retry"));
    retry.addEventListener("click", () => choose(state, false));
    box.replaceChildren(
      make("h2", null, problem.title || say("problem.network.title")),
      make("p", { class: "problem-detail" }, problem["detail_" + settings.lang] || problem.detail || ""),
      ...(lacks.length ? [make("p", null, say("problem.lacks")), make("ul", null, ...lacks)] : []),
      ...(slug === "network" ? [retry] : [make("p", { class: "problem-advice" }, say(advice))]),
      make("p", null, say("problem.old")),
    );
    box.hidden = false;
    document.body.classList.add("answer-old");
  }

  let waiting = 0;

  /** A bar that shows only when the answer takes a moment. */
  function busy(on) {
    clearTimeout(waiting);
    byId("map-frame").setAttribute("aria-busy", String(on));
    if (!on) byId("progress").hidden = true;
    else waiting = window.setTimeout(() => {
      byId("progress").hidden = false;
      byId("status").textContent = say("status.loading");
    }, 200);
  }

  /** Downloads, the language link and the way to the study follow the choices. */
  function links(state) {
    for (const link of document.querySelectorAll("[data-format]")) link.href = states.api(state, "answer", { f: link.dataset.format });
    for (const link of document.querySelectorAll("[data-language]")) link.href = states.address(state, { lang: link.dataset.language });
    const { hazard = "", ward = "" } = state.parameters;
    const offered = settings.questions[state.question];
    const asked = state.parameters.demand || (offered ? offered.demand : "");
    // Who must leave is asked of people only.
    const group = offered && offered.groups.some((one) => one.value === asked) ? asked : "";
    for (const link of document.querySelectorAll("[data-study]")) {
      const question = link.dataset.study ? { question: state.question } : {};
      const demand = link.dataset.study ? asked : group;
      link.search = String(new URLSearchParams({ city: state.city, ...question, hazard, ward, lang: state.lang, demand }));
    }
  }

  return { start, startWithoutMap, choose };
})();
