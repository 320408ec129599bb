/**
 * Names on the map: wards always, small areas where the map is near enough to read them, none over another.
 */
GeoService.names = (function () {
  "use strict";
  const { settings, make } = GeoService.words;
  const { draw, explain } = GeoService;
  const byId = (id) => document.getElementById(id);
  let map = /** @type {?L.Map} */ (null);
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

  /** Write the names of all wards anew. */
  function wards() {
    wardNames.clearLayers();
    for (const one of draw.context.collection.features) if (one.properties.role === "ward" && one.geometry) wardNames.addLayer(name(one, "ward"));
    wardNames.addTo(map);
    smallNames.addTo(map);
  }

  /** Names of small areas where the map is near enough to read them; names that would cover another are left out. */
  function small() {
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

  /** @param {L.Map} folium the map that the names stand on */
  function attach(folium) {
    map = folium;
    map.createPane("names").style.zIndex = "450";
    map.getPane("names").style.pointerEvents = "none";
    map.on("zoomend moveend", small);
    again();
  }

  /** Another answer: its wards and areas. */
  function again() {
    wards();
    small();
  }

  return { attach, again, within };
})();
