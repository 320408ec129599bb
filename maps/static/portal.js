/**
 * Ways to look at the page: compact choices, large type for a room, the map alone and linked with another.
 * It wraps what app.js does; without it everything else still works.
 */
GeoService.portal = (function () {
  "use strict";
  const { settings, say } = GeoService.words;
  const { state: states, app, table } = GeoService;
  const byId = (id) => document.getElementById(id);
  const form = /** @type {?HTMLFormElement} */ (byId("choices"));

  // ---- choices ------------------------------------------------------------------------------------------------
  /** Metres that who walks goes in the minutes. */
  function metres(minutes) {
    const profile = form.elements.profile ? form.elements.profile.value : "adult";
    return Math.round(minutes * (settings.speeds[profile] || 80));
  }

  function choose(reach, within) {
    const radio = form.querySelector(`input[name="reach"][value="${reach}"]`);
    if (radio) radio.checked = true;
    form.elements.within.value = String(within);
    form.elements.within.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Which chip of minutes says what is chosen; those of metres are app.js's. */
  function press() {
    const streets = Boolean(form.querySelector('input[name="reach"][value="streets"]:checked'));
    const within = form.elements.within.value;
    for (const chip of form.querySelectorAll("[data-minutes]")) chip.setAttribute("aria-pressed", String(streets && String(metres(chip.dataset.minutes)) === within));
  }

  function open(on) {
    byId("choices-more").setAttribute("aria-expanded", String(on));
    byId("choices-apart").classList.toggle("choices-apart-open", on);
  }

  function listen() {
    form.addEventListener("click", (event) => {
      const minutes = event.target.closest("[data-minutes]");
      if (minutes) choose("streets", metres(minutes.dataset.minutes));
      // A distance by the metre is a straight line; along streets it may be typed.
      const metre = event.target.closest("[data-within]");
      const streets = form.querySelector('input[name="reach"][value="streets"]:checked');
      if (metre && streets) form.querySelector('input[name="reach"][value="straight"]').checked = true;
    }, true);
    form.addEventListener("change", (event) => {
      // Another release is answered by the server only.
      if (settings.old && event.target.checkValidity()) {
        event.stopImmediatePropagation();
        if (event.target.name === "question") states.fit(form, event.target.value);
        return location.assign(states.address(states.fromForm(form)));
      }
      // Who walks slower gets as far in the same minutes.
      const pressed = form.querySelector('[data-minutes][aria-pressed="true"]');
      if (event.target.name === "profile" && pressed) form.elements.within.value = String(metres(pressed.dataset.minutes));
    }, true);
    form.addEventListener("change", press);
    byId("choices-more").addEventListener("click", () => open(byId("choices-more").getAttribute("aria-expanded") !== "true"));
    window.addEventListener("popstate", () => setTimeout(press, 0));
    press();
  }

  // ---- large type for a room ----------------------------------------------------------------------------------
  function project(on) {
    document.body.classList.toggle("projection", on);
    const button = byId("project");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = say(on ? "portal.projection.off" : "portal.projection");
    history.replaceState(null, "", states.address(states.fromAddress(location.search)));
    window.dispatchEvent(new Event("resize"));
  }

  function projecting() {
    const button = byId("project");
    if (!button) return;
    if (document.body.classList.contains("projection")) button.textContent = say("portal.projection.off");
    button.addEventListener("click", () => project(!document.body.classList.contains("projection")));
    document.addEventListener("keydown", (event) => {
      // Escape first closes what explains.
      const explained = document.querySelector(".explain");
      if (event.key === "Escape" && !explained && document.body.classList.contains("projection")) project(false);
    });
  }

  // ---- two maps that move together ----------------------------------------------------------------------------
  /** Tell the page around (maps side by side) where this map looks, and look where it says. @param {L.Map} map */
  function linked(map) {
    if (window.parent === window || !document.body.classList.contains("map")) return;
    const origin = location.origin;
    let told = false;
    map.on("moveend", () => {
      if (told) return;
      const { lat, lng } = map.getCenter();
      window.parent.postMessage({ from: "geo", lat, lng, zoom: map.getZoom() }, origin);
    });
    window.addEventListener("message", (event) => {
      if (event.origin !== origin || event.source !== window.parent || !event.data || event.data.from !== "geo") return;
      const { lat, lng, zoom } = event.data;
      if (![lat, lng, zoom].every(Number.isFinite)) return;
      told = true;
      map.setView([lat, lng], zoom, { animate: false });
      told = false;
    });
  }

  const { start, startWithoutMap } = app;
  app.start = (map, layers) => {
    start(map, layers);
    linked(map);
    projecting();
  };
  app.startWithoutMap = startWithoutMap;
  const written = table.write;
  table.write = (answer) => {
    written(answer);
    // The way to a comparison starts from what is shown now.
    const left = states.address(states.fromAddress(location.search), { view: "", lang: "" });
    byId("compare").search = String(new URLSearchParams({ left, lang: settings.lang }));
    // The briefing is about a ward, of the current release.
    const brief = byId("brief");
    brief.search = states.address(states.fromAddress(location.search), { view: "" }).replace(/^[^?]*/, "");
    brief.hidden = settings.old || !answer.parameters.ward;
  };
  if (form) listen();
  return { project };
})();
