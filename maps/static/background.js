/**
 * 地理院タイル as a background, only for who asks for it: tiles come from another host, which the page's policy allows only
 * when its address says so (background=gsi). Off, nothing leaves this service.
 */
GeoService.background = (function () {
  "use strict";
  const { settings, say, make } = GeoService.words;
  const { state: states, draw } = GeoService;
  const TILES = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png";
  const LIST = "https://maps.gsi.go.jp/development/ichiran.html";
  const on = !settings.export && new URLSearchParams(location.search).get("background") === "gsi";
  draw.context.background = on;

  if (on) {
    // What is chosen next keeps the background.
    const { address } = states;
    states.address = (state, other) => address(state, { background: "gsi", ...other });
  }

  /** Put the tiles under everything, with where they are from. @param {L.Map} map */
  function tiles(map) {
    const layer = L.tileLayer(TILES, { minNativeZoom: 5, maxNativeZoom: 18, maxZoom: 19, minZoom: 5 }).addTo(map);
    const source = make("a", { class: "map-attribution", href: LIST, rel: "noreferrer" }, say("background.source"));
    const Source = L.Control.extend({ onAdd: () => source });
    new Source({ position: "bottomright" }).addTo(map);
    layer.once("tileerror", () => {
      document.getElementById("background-note").textContent = say("background.failed");
    });
  }

  /** The choice under the map; another policy needs the page anew. @param {L.Map} map */
  function attach(map) {
    if (settings.export) return;
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", id: "background", checked: on }));
    box.addEventListener("change", () => location.assign(states.address(states.fromAddress(location.search), { background: box.checked ? "gsi" : "" })));
    const line = make("p", { class: "hint map-background" },
      make("label", { class: "check" }, box, make("span", null, say("background.choose"))), " ", make("span", { id: "background-note", role: "status" }));
    document.getElementById("map-help").after(line);
    if (on) tiles(map);
  }

  return { attach };
})();
