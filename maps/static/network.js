/**
 * The one-file map of a network of streets: groups of lines on one canvas, lowest group first. Folium's script calls start().
 * Lines come as steps of whole numbers; all words come from the data block and are put in as text, never HTML.
 */
const GeoServiceNetwork = (function () {
  "use strict";
  const data = JSON.parse(document.getElementById("network-data").textContent);

  /** Points of a line: the first, then a step to each next one. */
  function points(steps) {
    const out = [];
    let lat = 0;
    let lon = 0;
    for (let at = 0; at < steps.length; at += 2) {
      lat += steps[at];
      lon += steps[at + 1];
      out.push([lat / data.step, lon / data.step]);
    }
    return out;
  }

  function start(map) {
    const renderer = L.canvas({ padding: 0.3 });
    for (const group of data.groups) {
      L.polyline(group.lines.map(points), {
        color: group.colour, weight: group.weight, dashArray: group.dash || null, renderer, interactive: false, smoothFactor: 1,
      }).addTo(map);
    }
    L.control.zoom({ zoomInTitle: data.words.in, zoomOutTitle: data.words.out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    // The focus ring is for the keyboard, as on the main page.
    const root = document.documentElement;
    document.addEventListener("pointerdown", () => root.classList.add("by-pointer"), true);
    document.addEventListener("keydown", () => root.classList.remove("by-pointer"), true);
    const box = map.getContainer();
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", data.words.map);
  }

  return { start };
})();
