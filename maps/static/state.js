/**
 * What is chosen: read from the form, written to the address and back, and turned into addresses of the API.
 * The address holds the whole state, so that it can be shared and the browser's back button works.
 */
GeoService.state = (function () {
  "use strict";
  const { settings } = GeoService.words;
  /** Names of the question's parameters, in the order they stand in an address. */
  const NAMES = ["hazard", "source", "scale", "usable", "demand", "kind", "within", "reach", "profile", "closed_by", "ward", "neighbours"];
  /** Those the form has no field for: kept from the address. */
  const KEPT = ["source", "scale", "usable", "closed_by"];
  /** Those that decide what is near a point. */
  const NEAREST = ["hazard", "kind", "within", "reach", "profile", "closed_by", "neighbours"];

  /** @typedef {{city: string, question: string, lang: string, parameters: Object<string, string>}} State */

  /** @param {HTMLFormElement} form @returns {State} */
  function fromForm(form) {
    const data = new FormData(form);
    const parameters = {};
    for (const name of NAMES) {
      const value = String(data.get(name) || "").trim();
      if (value !== "") parameters[name] = value;
    }
    const before = new URLSearchParams(location.search);
    const needsHazard = Boolean(parameters.hazard) && parameters.hazard === (before.get("hazard") || settings.parameters.hazard);
    for (const name of KEPT) {
      const fits = name === "closed_by" ? parameters.reach === "streets" : needsHazard;
      if (fits && before.get(name)) parameters[name] = before.get(name);
    }
    if (parameters.reach !== "streets") delete parameters.profile;
    return { city: settings.city, question: String(data.get("question") || settings.question), lang: settings.lang, parameters };
  }

  /** @param {string} search the address's query @returns {State} */
  function fromAddress(search) {
    const query = new URLSearchParams(search);
    const parameters = {};
    for (const name of NAMES) if (query.get(name)) parameters[name] = query.get(name);
    // An address may name the time of day apart; the form has it as who is asked about.
    if (query.get("time") === "day" && !String(parameters.demand).startsWith("day_people")) {
      const layer = parameters.demand && parameters.demand !== "residents" ? ":" + parameters.demand : "";
      parameters.demand = "day_people" + layer;
    }
    if (!query.get("question")) Object.assign(parameters, settings.parameters);
    return { city: settings.city, question: query.get("question") || settings.question, lang: settings.lang, parameters };
  }

  /** @param {State} state @param {Object<string, string>} [other] @returns {string} the page's address */
  function address(state, other) {
    const view = document.body.classList.contains("projection") ? { view: "projection" } : {};
    const release = settings.old ? { release: new URLSearchParams(location.search).get("release") || "" } : {};
    const all = { city: state.city, question: state.question, ...state.parameters, ...release, ...view, lang: state.lang, ...other };
    return settings.urls.page + "?" + new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ""));
  }

  /** @param {State} state @param {"answer"|"nearest"} what @param {Object<string, string>} [more] @returns {string} */
  function api(state, what, more) {
    const path = settings.urls[what]
      .replace("{city}", encodeURIComponent(state.city))
      .replace("{question}", encodeURIComponent(state.question));
    // What is near a point does not depend on who asks, and the address refuses what it would ignore.
    const taken = Object.entries(state.parameters).filter(([name]) => what === "answer" || NEAREST.includes(name));
    return path + "?" + new URLSearchParams({ ...Object.fromEntries(taken), ...more, lang: state.lang });
  }

  /**
   * Put the state into the form (after the back button). Options of the question are filled by fit().
   * @param {HTMLFormElement} form @param {State} state
   */
  function toForm(form, state) {
    radio(form, "question", state.question);
    fit(form, state.question);
    radio(form, "hazard", state.parameters.hazard || "");
    radio(form, "reach", state.parameters.reach || "straight");
    form.elements.demand.value = state.parameters.demand || settings.questions[state.question].demand;
    if (form.elements.profile) form.elements.profile.value = state.parameters.profile || "adult";
    walking(form);
    form.elements.kind.value = state.parameters.kind || "";
    form.elements.ward.value = state.parameters.ward || "";
    form.elements.within.value = state.parameters.within || "";
    form.elements.neighbours.checked = Boolean(state.parameters.neighbours);
  }

  /** Who walks is asked only where distances go along streets. @param {HTMLFormElement} form */
  function walking(form) {
    const field = form.querySelector("#profile-field");
    if (field) field.hidden = !form.querySelector('input[name="reach"][value="streets"]:checked');
  }

  function radio(form, name, value) {
    for (const one of form.querySelectorAll(`input[name="${name}"]`)) one.checked = one.value === value;
  }

  /**
   * Fit the form to a question: hazards only where one is needed, the groups, facilities and kinds it offers.
   * @param {HTMLFormElement} form @param {string} question
   */
  function fit(form, question) {
    const offered = settings.questions[question];
    if (!offered) return;
    const hazard = /** @type {HTMLFieldSetElement} */ (form.querySelector("#hazard-field"));
    hazard.hidden = hazard.disabled = !offered.needsHazard;
    if (offered.needsHazard && !form.querySelector('input[name="hazard"]:checked:not(:disabled)')) {
      const first = /** @type {?HTMLInputElement} */ (form.querySelector('input[name="hazard"]:not(:disabled)'));
      if (first) first.checked = true;
    }
    options(form.elements.demand, [
      [GeoService.words.say("choices.groups"), offered.groups],
      [GeoService.words.say("choices.day"), offered.day],
      [GeoService.words.say("choices.facilities"), offered.facilities],
    ], offered.demand);
    const kinds = [{ value: "", label: GeoService.words.say("choices.kind.all") }, ...offered.kinds];
    options(form.elements.kind, [["", kinds]], "");
    form.querySelector("#kind-field").hidden = form.elements.kind.disabled = offered.kinds.length === 0;
    form.elements.within.placeholder = offered.limit === null ? GeoService.words.say("choices.by_kind") : String(offered.limit);
  }

  /** Fill a select with groups of options, keeping the chosen value where it is still offered. */
  function options(select, groups, otherwise) {
    const { make } = GeoService.words;
    const chosen = select.value;
    const made = groups.filter(([, ones]) => ones.length > 0).map(([label, ones]) => {
      const found = ones.map((one) => make("option", { value: one.value }, one.label));
      return label ? [make("optgroup", { label }, ...found)] : found;
    });
    select.replaceChildren(...made.flat());
    const values = [...select.options].map((one) => one.value);
    select.value = values.includes(chosen) ? chosen : values.includes(otherwise) ? otherwise : values[0] || "";
  }

  return { NAMES, fromForm, fromAddress, address, api, toForm, fit, walking };
})();
