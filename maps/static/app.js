/**
 * The page at work: hears choices, asks the API for the answer's GeoJSON, redraws map, legend and sections in place,
 * keeps the address, explains clicks. Without this script the form works by itself.
 */
GeoService.app = (function () {
  "use strict";
  const { settings, say, said, make } = GeoService.words;
  const { state: states, draw, legend, explain, table } = GeoService;
  const byId = (id) => document.getElementById(id);
  let map = /** @type {?L.Map} */ (null);
  let layers = {};
  let current = /** @type {Object} */ ({});
  let asking = /** @type {?AbortController} */ (null);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- start --------------------------------------------------------------------------------------------------
  /**
   * Called by Folium's script when the map and its layers stand.
   * @param {L.Map} folium the map @param {Object<string, L.GeoJSON>} made role → layer
   */
  function start(folium, made) {
    map = folium;
    layers = made;
    current = states.fromAddress(location.search);
    furnish();
    labels();
    legend.write(byId("legend"));
    table.take(draw.context.answer);
    byId("wards").tHead.addEventListener("click", (event) => {
      const head = event.target.closest("th");
      if (head) table.press(head.dataset.key);
    });
    byId("worst").addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      if (button) showUnit(button.dataset.show);
    });
    map.on("click", (event) => explainAt(event.latlng));
    map.on("zoomend moveend", unitNames);
    window.addEventListener("beforeprint", () => paper(true));
    window.addEventListener("afterprint", () => paper(false));
    unitNames();
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

  // ---- the map's furniture ------------------------------------------------------------------------------------
  function furnish() {
    const container = map.getContainer();
    container.setAttribute("role", "application");
    describe();
    container.setAttribute("aria-describedby", "map-help");
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    L.control.zoom({ position: "topright", zoomInTitle: say("map.zoom_in"), zoomOutTitle: say("map.zoom_out") }).addTo(map);
    const Fit = L.Control.extend({
      onAdd: () => {
        const button = make("button", { class: "map-fit", type: "button" }, say("map.fit"));
        L.DomEvent.disableClickPropagation(button);
        button.addEventListener("click", () => fit(""));
        return button;
      },
    });
    new Fit({ position: "topleft" }).addTo(map);
    container.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === container) {
        event.preventDefault();
        explainAt(map.getCenter());
      }
      if (event.key === "Escape") closeWords();
    });
    // The wheel scrolls the page until the map has been taken hold of.
    container.addEventListener("focus", () => map.scrollWheelZoom.enable());
    container.addEventListener("blur", () => map.scrollWheelZoom.disable());
    // Leaflet takes the focus by script, which browsers show as if a key had been pressed.
    document.addEventListener("pointerdown", () => document.body.classList.add("by-pointer"), true);
    document.addEventListener("keydown", () => document.body.classList.remove("by-pointer"), true);
    map.on("popupclose", () => marked(null));
    // Folium keeps zoom limits for tiles, of which there are none.
    map.setMinZoom(8).setMaxZoom(19);
    const box = map.getBounds().pad(0.6);
    map.setMaxBounds(box);
    map.createPane("mark").style.zIndex = "640";
    map.createPane("names").style.zIndex = "450";
    map.getPane("names").style.pointerEvents = "none";
  }

  function describe() {
    const answer = draw.context.answer;
    map.getContainer().setAttribute("aria-label", say("map.label", { city: said(answer.city_name), words: said(answer.sentence) }));
  }

  /** Fit the map to a ward, or to the city. */
  function fit(ward) {
    const features = draw.context.collection.features;
    const wanted = features.filter((one) => one.properties.role === "ward" && one.properties.code === ward);
    const shapes = wanted.length ? wanted : features.filter((one) => one.properties.role === "border");
    if (shapes.length) map.fitBounds(L.geoJSON(shapes).getBounds(), { padding: [16, 16], animate: !calm });
  }

  let onScreen = /** @type {?L.LatLngBounds} */ (null);

  /** On paper the map has another size: what it shows is fitted into it, and back again. @param {boolean} on */
  function paper(on) {
    if (on === Boolean(onScreen)) return;
    const view = onScreen || map.getBounds();
    onScreen = on ? view : null;
    map.stop();
    byId("map-frame").classList.toggle("on-paper", on);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(view, { animate: false, padding: on ? [0, 0] : [-1, -1] });
  }

  // ---- names --------------------------------------------------------------------------------------------------
  const wardNames = L.layerGroup();
  const smallNames = L.layerGroup();

  /** A point well inside a polygon: the best of a grid, by distance from its edges. */
  function within(geometry) {
    const [west, south, east, north] = explain.box(geometry);
    const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
    let best = [(west + east) / 2, (south + north) / 2], most = -1;
    for (let i = 1; i < 12; i += 1) {
      for (let j = 1; j < 12; j += 1) {
        const x = west + ((east - west) * i) / 12, y = south + ((north - south) * j) / 12;
        if (!explain.contains(geometry, x, y)) continue;
        let near = Infinity;
        for (const ring of rings) for (const [px, py] of ring) near = Math.min(near, (px - x) ** 2 * 0.66 + (py - y) ** 2);
        if (near > most) [best, most] = [[x, y], near];
      }
    }
    return best;
  }

  function name(feature, kind) {
    const p = feature.properties;
    const [lon, lat] = within(feature.geometry);
    const label = make("span", { class: "map-name map-name-" + kind }, (settings.lang === "en" && p.name_en) || p.name || "");
    return L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "map-label", html: label, iconSize: [0, 0] }) });
  }

  function labels() {
    wardNames.clearLayers();
    for (const one of draw.context.collection.features) if (one.properties.role === "ward" && one.geometry) wardNames.addLayer(name(one, "ward"));
    wardNames.addTo(map);
    smallNames.addTo(map);
  }

  /** Names of small areas where the map is near enough to read them; names that would cover another are left out. */
  function unitNames() {
    smallNames.clearLayers();
    const near = map.getZoom() >= 14.5;
    byId("map-frame").classList.toggle("map-near", near);
    if (near) {
      const view = map.getBounds();
      const shown = draw.context.collection.features.filter((one) => {
        if (one.properties.role !== "unit" || !one.geometry) return false;
        const [west, south, east, north] = explain.box(one.geometry);
        return view.contains([(south + north) / 2, (west + east) / 2]);
      });
      for (const one of shown.slice(0, 120)) smallNames.addLayer(name(one, "unit"));
    }
    uncover();
  }

  /** Hide names that would lie over one already shown: wards first, then small areas in their order. */
  function uncover() {
    const kept = [];
    const names = [...wardNames.getLayers(), ...smallNames.getLayers()].map((one) => one.getElement().firstElementChild);
    for (const one of names) one.hidden = false;
    const boxes = names.map((one) => one.getBoundingClientRect());
    names.forEach((one, index) => {
      const box = boxes[index];
      const covers = kept.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
      const faint = one.classList.contains("map-name-ward") && map.getZoom() >= 14.5;
      if (covers) one.hidden = true;
      else if (!faint) kept.push(box);
    });
  }

  // ---- explaining ---------------------------------------------------------------------------------------------
  let popup = /** @type {?L.Popup} */ (null);
  let looking = /** @type {?AbortController} */ (null);
  let mark = null;

  function marked(latlng) {
    if (mark) mark.remove();
    const icon = L.divIcon({ className: "map-mark", iconSize: [22, 22] });
    mark = latlng ? L.marker(latlng, { icon, pane: "mark", interactive: false, keyboard: false }).addTo(map) : null;
  }

  /** Say in two lines what is at the spot and why it is or is not served. */
  async function explainAt(latlng) {
    if (looking) looking.abort();
    looking = new AbortController();
    const symbol = explain.symbolAt(map, latlng);
    if (symbol) {
      const [lon, lat] = symbol.geometry.coordinates;
      return open(L.latLng(lat, lon), explain.aboutSymbol(symbol));
    }
    const words = explain.aboutSpot(latlng.lng, latlng.lat);
    if (!words.pending) return open(latlng, words);
    open(latlng, { ...words, lines: [...words.lines, say("explain.loading")] }, true);
    const { signal } = looking;
    try {
      const found = await explain.nearest(current, latlng.lng, latlng.lat, signal);
      if (!signal.aborted) open(latlng, { ...words, lines: [...words.lines, explain.aboutNearest(found)] });
    } catch (error) {
      if (!signal.aborted) open(latlng, { ...words, lines: [...words.lines, say("problem.network")] });
    }
  }

  /** Show the words beside the spot; on a narrow map in a sheet at its foot, where nothing lies over them. */
  function open(latlng, words, pending) {
    const card = explain.card(words);
    if (map.getSize().x < 560) sheet(latlng, card);
    else bubble(latlng, card);
    marked(latlng);
    if (!pending) byId("status").textContent = [words.title, ...words.lines].join(" ");
  }

  function bubble(latlng, card) {
    if (!popup) popup = L.popup({ maxWidth: 300, minWidth: 200, autoPanPaddingTopLeft: [12, 64], autoPanPaddingBottomRight: [64, 12] });
    popup.setLatLng(latlng).setContent(card);
    if (!map.hasLayer(popup)) popup.openOn(map);
    const button = popup.getElement() && popup.getElement().querySelector(".leaflet-popup-close-button");
    if (button) button.setAttribute("aria-label", say("map.close"));
  }

  function sheet(latlng, card) {
    const foot = byId("explain-sheet");
    const button = make("button", { class: "sheet-close", type: "button", "aria-label": say("map.close") }, "×");
    button.addEventListener("click", closeWords);
    foot.replaceChildren(card, button);
    foot.hidden = false;
    const free = (map.getSize().y - foot.offsetHeight) / 2;
    foot.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    map.panBy(map.latLngToContainerPoint(latlng).subtract([map.getSize().x / 2, Math.max(40, free)]), { animate: !calm });
  }

  /** Close whatever explains. */
  function closeWords() {
    map.closePopup();
    byId("explain-sheet").hidden = true;
    byId("explain-sheet").replaceChildren();
    marked(null);
  }

  /** Show one of the worst areas: move there and explain it. */
  function showUnit(code) {
    const unit = draw.context.collection.features.find((one) => one.properties.role === "unit" && one.properties.code === code);
    if (!unit || !unit.geometry) return;
    const gaps = draw.context.collection.features.filter((one) => one.properties.role === "gap" && one.properties.unit_code === code);
    const [lon, lat] = within((gaps[0] || unit).geometry);
    map.stop();
    map.fitBounds(L.geoJSON(unit).getBounds(), { maxZoom: 15, padding: [60, 60], animate: false });
    byId("map-frame").scrollIntoView({ block: "nearest" });
    map.getContainer().focus({ preventScroll: true });
    explainAt(L.latLng(lat, lon));
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

  function press(form) {
    for (const chip of form.querySelectorAll("[data-within]")) chip.setAttribute("aria-pressed", String(chip.dataset.within === form.elements.within.value));
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
    const label = (select) => (select.selectedOptions[0] ? select.selectedOptions[0].textContent.trim() : "");
    const parts = [hazard ? say("hazard." + hazard.value) : "", label(form.elements.demand), (form.elements.within.value || form.elements.within.placeholder) + (form.elements.within.value ? " m" : ""), label(form.elements.ward)];
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
    closeWords();
    byId("problem").hidden = true;
    document.body.classList.remove("answer-old");
    draw.redraw(layers, collection);
    labels();
    unitNames();
    legend.write(byId("legend"));
    table.write(answer);
    describe();
    // Who must leave can be asked of a hazard whose zones are known.
    byId("answer-leave").hidden = answer.question !== "evacuation-site-reach" || !answer.totals.in_zone;
    document.title = said(answer.words) + " | " + said(answer.city_name);
    byId("status").textContent = said(answer.sentence);
    if ((before.parameters.ward || "") !== (current.parameters.ward || "")) fit(answer.parameters.ward || "");
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
