/**
 * The map's furniture: scale bar, buttons, keys, what it is called, how it fits a ward, the city and paper.
 */
GeoService.furniture = (function () {
  "use strict";
  const { say, said, make } = GeoService.words;
  const { draw } = GeoService;
  const byId = (id) => document.getElementById(id);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let map = /** @type {?L.Map} */ (null);
  // Before Folium makes the map: who wants less motion gets a map that jumps.
  if (calm) L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });

  /**
   * Put scale, buttons and keys on the map.
   * @param {L.Map} folium @param {{explainAt: function(L.LatLng), close: function(): boolean}} spot what Enter and Escape do
   */
  function furnish(folium, spot) {
    map = folium;
    const container = map.getContainer();
    container.setAttribute("role", "application");
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
    const Tags = L.Control.extend({ onAdd: () => make("ul", { class: "map-tags", id: "map-tags", "aria-label": say("map.tags") }) });
    new Tags({ position: "bottomright" }).addTo(map);
    describe();
    container.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === container) {
        event.preventDefault();
        spot.explainAt(map.getCenter());
      }
      // What explains is closed before anything else that Escape ends.
      if (event.key === "Escape" && spot.close()) event.stopPropagation();
    });
    // The wheel scrolls the page until the map has been taken hold of.
    container.addEventListener("focus", () => map.scrollWheelZoom.enable());
    container.addEventListener("blur", () => map.scrollWheelZoom.disable());
    // Leaflet takes the focus by script, which browsers show as if a key had been pressed.
    document.addEventListener("pointerdown", () => document.body.classList.add("by-pointer"), true);
    document.addEventListener("keydown", () => document.body.classList.remove("by-pointer"), true);
    if (calm) {
      const { panBy } = map;
      map.panBy = (by, how) => panBy.call(map, by, { ...how, animate: false });
    }
    // Folium keeps zoom limits for tiles, of which there are none.
    map.setMinZoom(8).setMaxZoom(19);
    const box = map.getBounds().pad(0.6);
    map.setMaxBounds(box);
    window.addEventListener("beforeprint", () => paper(true));
    window.addEventListener("afterprint", () => paper(false));
  }

  /** What is approximate or not known stands on the map itself, so that a picture of it says so, too. */
  function tags() {
    const { answer, approximate, collection } = draw.context;
    const { reach, hazard } = answer.parameters;
    const zones = collection.features.some((one) => one.properties.role === "zone");
    const found = ["map.tag." + reach, ...(approximate ? ["map.tag.approximate"] : []), ...((GeoService.words.settings.zoned || []).includes(hazard) && !zones ? ["map.tag.no_zones"] : [])];
    byId("map-tags").replaceChildren(...found.map((one) => make("li", null, say(one))));
  }

  /** Say in words what the map shows, for who does not see it. */
  function describe() {
    tags();
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

  return { furnish, describe, fit };
})();
