/**
 * The one-file map of a list: borders of the wards, the ground rows stand on, and a symbol at each place that says by its shape
 * how sure the place is. Folium's script calls start(). All words come from the data block; they are put in as text, never HTML.
 */
const GeoServiceList = (function () {
  "use strict";
  const data = JSON.parse(document.getElementById("list-data").textContent);

  /** Half the size of a symbol in pixels at a zoom. */
  function size(zoom) {
    return Math.max(5, Math.min(9, 5 + (zoom - 11.5) * 1.1));
  }

  /** A symbol: circle (firm), triangle (by an address), bar (somewhere in a 町丁). */
  function trace(ctx, sign, x, y, r) {
    if (sign === "firm") {
      ctx.arc(x, y, r, 0, 2 * Math.PI);
    } else if (sign === "address") {
      ctx.moveTo(x, y - r * 1.3);
      ctx.lineTo(x + r * 1.2, y + r * 0.85);
      ctx.lineTo(x - r * 1.2, y + r * 0.85);
    } else {
      ctx.rect(x - r * 1.5, y - r * 0.5, r * 3, r);
    }
  }

  L.Canvas.include({
    _drawSign: function (layer) {
      if (!this._drawing || layer._empty()) return;
      const ctx = this._ctx;
      ctx.beginPath();
      trace(ctx, layer.options.sign, layer._point.x, layer._point.y, size(layer._map.getZoom()));
      ctx.closePath();
      this._fillStroke(ctx, layer);
    },
  });
  const Sign = L.CircleMarker.extend({
    options: { sign: "firm", radius: 13 },
    _updatePath: function () {
      this._renderer._drawSign(this);
    },
  });

  function line(parent, text, name) {
    const p = document.createElement("p");
    if (name) p.className = name;
    p.textContent = text;
    parent.appendChild(p);
  }

  /** What a place's rows say: two lines and the source of each. */
  function explanation(place) {
    const box = document.createElement("div");
    box.className = "list-popup";
    place.rows.forEach(([said, detail, how, source], at) => {
      const one = document.createElement("div");
      if (at) one.className = "list-more";
      line(one, said, "explain-title");
      if (detail) line(one, detail, "list-popup-source");
      line(one, how);
      line(one, source, "list-popup-source");
      box.appendChild(one);
    });
    return box;
  }

  function start(map) {
    const width = Math.min(320, map.getSize().x - 140);
    L.geoJSON(data.wards, { interactive: false, style: { color: "#4a5158", weight: 1.5, fillColor: "#fbfcf7", fillOpacity: 1 } }).addTo(map);
    const popup = L.popup({ maxWidth: width, minWidth: Math.min(200, width), maxHeight: 260, autoPanPaddingTopLeft: [62, 12], autoPanPaddingBottomRight: [12, 12] });
    const open = (place, at) => popup.setLatLng(at).setContent(explanation(place)).openOn(map);
    for (const place of data.places.filter((one) => one.ground)) {
      const [line, fill] = data.colours[place.layer];
      L.geoJSON(place.ground, { style: { color: line, weight: 1.5, fillColor: fill, fillOpacity: 0.35 } })
        .on("click", (event) => open(place, event.latlng))
        .addTo(map);
    }
    // The least sure first, so that the sure ones lie on top.
    for (const sign of ["rough", "address", "firm"]) {
      for (const place of data.places.filter((one) => one.sign === sign)) {
        const [line, fill] = data.colours[place.layer];
        new Sign([place.at[1], place.at[0]], { sign, color: line, weight: 2, fillColor: sign === "rough" ? "#fff" : fill, fillOpacity: 1 })
          .on("click", (event) => { L.DomEvent.stopPropagation(event); open(place, [place.at[1], place.at[0]]); })
          .addTo(map);
      }
    }
    for (const [name, lon, lat] of data.names) {
      const label = document.createElement("span");
      label.className = "map-name map-name-ward";
      label.textContent = name;
      L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-label", html: label, iconSize: [0, 0] }) }).addTo(map);
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
