/**
 * How the answer's features are drawn: on one canvas, by role, with classes of people, hatches and shapes.
 * Folium's script makes one layer per role with layer(); redraw() fills the same layers from another answer.
 * Nothing here listens to clicks: explain.js finds what lies under a point.
 */
GeoService.draw = (function () {
  "use strict";
  const COLOURS = GeoService.colours;

  /** @typedef {{limits: number[], far: boolean, nobody: boolean, unknown: boolean}} Scale */
  const context = { collection: /** @type {?Object} */ (null), answer: /** @type {?Object} */ (null), units: new Map(),
    scale: /** @type {number[]} */ ([1, 10, 100]), approximate: false, reachedItems: false, background: false };

  // ---- canvas: fills with patterns, markers with shapes -------------------------------------------------------
  const patterns = new Map();

  /** A pattern of 8 px tiles: "stripe", "fine", "dots" or level "lines" in `ink` over `ground`. */
  function pattern(ctx, kind, ground, ink) {
    const key = kind + ground + ink;
    if (!patterns.has(key)) {
      const size = kind === "fine" ? 6 : 8;
      const tile = document.createElement("canvas");
      tile.width = tile.height = size;
      const pen = tile.getContext("2d");
      pen.fillStyle = ground;
      pen.fillRect(0, 0, size, size);
      pen.strokeStyle = pen.fillStyle = ink;
      pen.lineWidth = kind === "fine" ? 0.8 : 1.6;
      if (kind === "dots") {
        pen.beginPath();
        pen.arc(2, 2, 1, 0, 7);
        pen.arc(6, 6, 1, 0, 7);
        pen.fill();
      } else if (kind === "lines") {
        pen.fillRect(0, 0, size, 1);
      } else {
        pen.beginPath();
        for (const shift of [-size, 0, size]) {
          pen.moveTo(shift - 1, size + 1);
          pen.lineTo(shift + size + 1, -1);
        }
        pen.stroke();
      }
      patterns.set(key, ctx.createPattern(tile, "repeat"));
    }
    return patterns.get(key);
  }

  const fillStroke = L.Canvas.prototype._fillStroke;
  L.Canvas.include({
    _fillStroke: function (ctx, layer) {
      const fill = layer.options.pattern, { fillColor, color } = layer.options;
      // At city scale a dark edge would make a splinter look like the worst of classes.
      if (layer.options.cityEdge && layer._map.getZoom() <= CITY_ZOOM) layer.options.color = layer.options.cityEdge;
      if (fill) layer.options.fillColor = pattern(ctx, fill[0], fill[1], fill[2]);
      fillStroke.call(this, ctx, layer);
      Object.assign(layer.options, { fillColor, color });
    },
    _drawShape: function (layer) {
      if (!this._drawing || layer._empty()) return;
      const ctx = this._ctx, zoom = layer._map.getZoom(), { weight } = layer.options;
      const drawn = atZoom(layer.options, zoom);
      ctx.beginPath();
      trace(ctx, drawn.shape, layer._point.x, layer._point.y, size(zoom) * layer.options.scale);
      ctx.closePath();
      layer.options.weight = drawn.weight;
      this._fillStroke(ctx, layer);
      layer.options.weight = weight;
    },
  });

  const Shape = L.CircleMarker.extend({
    options: { shape: "circle", scale: 1, radius: 12 },
    _updatePath: function () {
      this._renderer._drawShape(this);
    },
  });

  /** Up to this zoom the map shows a whole city: symbols are dots, so that the gaps between them stay visible. */
  const CITY_ZOOM = 12.5;

  /** Half the size of a symbol in pixels at a zoom. */
  function size(zoom) {
    return zoom <= CITY_ZOOM ? Math.max(1.8, 2.6 + (zoom - CITY_ZOOM) * 0.5) : Math.min(8, 4 + (zoom - CITY_ZOOM) * 1.2);
  }

  /** A symbol as it is drawn at a zoom: at city scale a place is a dot, its rim thin. */
  function atZoom(options, zoom) {
    const far = zoom <= CITY_ZOOM;
    return { shape: far && options.shape === "square" ? "circle" : options.shape, weight: far ? options.weight * 0.5 : options.weight };
  }

  /** The outline of a shape around (x, y). */
  function trace(ctx, shape, x, y, r) {
    if (shape === "circle") ctx.arc(x, y, r, 0, 2 * Math.PI);
    else if (shape === "triangle") polygon(ctx, x, y + r * 0.15, r * 1.3, 3, -90);
    else if (shape === "diamond") polygon(ctx, x, y, r * 1.25, 4, -90);
    else polygon(ctx, x, y, r * 1.3, 4, -45);
  }

  function polygon(ctx, x, y, r, corners, turn) {
    for (let i = 0; i < corners; i += 1) {
      const angle = ((turn + (360 / corners) * i) * Math.PI) / 180;
      ctx[i ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
  }

  // ---- classes ------------------------------------------------------------------------------------------------
  /** The round number (1, 2 or 5 times a power of ten) nearest to the value. */
  function round(value) {
    if (!(value > 1)) return 1;
    const power = Math.pow(10, Math.floor(Math.log10(value)));
    return [1, 2, 5, 10].map((step) => step * power)
      .reduce((best, one) => (Math.abs(Math.log(one / value)) < Math.abs(Math.log(best / value)) ? one : best));
  }

  /**
   * Lower limits of at most three classes of unserved things. For people the page brings them from the whole city
   * (maps/scales.py), so that a ward does not change the colours; this is for facilities and for a page without.
   * @param {Object[]} units rows of the answer's small units @param {boolean} things facilities, counted by ones
   * @returns {number[]}
   */
  function classes(units, things) {
    const values = units.map((one) => one.unserved).filter((one) => one > 0).sort((a, b) => a - b);
    if (!values.length) return [];
    if (things) return [1, 2, 3];
    const at = (share) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
    const limits = [1, round(at(0.5)), round(at(0.85))];
    if (limits[2] <= limits[1]) limits[2] = round(limits[1] * 2.4);
    return [...new Set(limits)].sort((a, b) => a - b).filter((one) => one <= values[values.length - 1] || one === 1);
  }

  /** Index of the class of a count of unserved people; -1 when there are none. */
  function classOf(value) {
    if (!(value > 0)) return -1;
    let found = 0;
    context.scale.forEach((limit, index) => {
      if (value >= limit) found = index;
    });
    return found;
  }

  /** The colour of a class: with fewer classes the ramp keeps its ends. */
  function classColour(index) {
    return context.scale.length === 2 ? COLOURS.gap[[0, 2][index]] : context.scale.length === 1 ? COLOURS.gap[1] : COLOURS.gap[index];
  }

  /** Whether the count of a unit is unknown: all of it, so that its colour must not say anything. */
  function unknown(unit) {
    return Boolean(unit) && unit.unknown_features > 0 && !(unit.demand > 0);
  }

  /** Ground of which nobody knows the number. */
  const UNKNOWN = { stroke: true, color: COLOURS.unknownInk, weight: 0.8, fill: true, fillOpacity: 1, pattern: ["dots", COLOURS.unknown, COLOURS.unknownInk] };

  // ---- styles by role -----------------------------------------------------------------------------------------
  /** Path options of a feature that is no point. */
  function style(feature) {
    return context.background ? seenThrough(feature.properties, painted(feature)) : painted(feature);
  }

  /** Over a background of tiles ground that says little is left out, and what is coloured lets the tiles through. */
  function seenThrough(p, options) {
    if (p.role === "border") return { ...options, fill: false };
    if (p.role === "neighbour") return { ...options, fillOpacity: 0.4 };
    return { ...options, fillOpacity: 0.65 };
  }

  function painted(feature) {
    const p = feature.properties;
    const dash = context.approximate ? "3 3" : null;
    switch (p.role) {
      case "neighbour":
        return { stroke: true, color: "#ffffff", weight: 1, fill: true, fillColor: COLOURS.land, fillOpacity: 1 };
      case "border":
        return { stroke: true, color: COLOURS.border, weight: 2.5, fill: true, fillColor: chosenWard() ? COLOURS.notAsked : COLOURS.served, fillOpacity: 1 };
      case "unit":
        return unknown(p)
          ? { ...UNKNOWN, dashArray: dash }
          : { stroke: true, color: COLOURS.line, weight: 0.5, opacity: 0.7, dashArray: dash, fill: false };
      case "gap":
        return gapStyle(p);
      case "water":
        return { stroke: false, fill: true, fillColor: COLOURS.water, fillOpacity: 1 };
      case "zone":
        return { stroke: false, fill: true, fillColor: COLOURS.zoneGround, fillOpacity: 1 };
      case "ward":
        return { stroke: true, color: COLOURS.ward, weight: chosenWard() === p.code ? 3 : 1.4, fill: false };
      default:
        return {}; // points have the style of their marker
    }
  }

  function chosenWard() {
    return (context.answer && context.answer.parameters.ward) || "";
  }

  /** Around gaps, where the colours of two neighbours alone would not be told apart. */
  const EDGE = { stroke: true, color: COLOURS.gapEdge, weight: 0.7, fill: true, fillOpacity: 1 };

  function gapStyle(p) {
    const unit = context.units.get(p.unit_code);
    // Of blank marks nobody knows whether they serve: that is no gap.
    if (unknown(unit) || (p.unserved > 0 && GeoService.words.onlyBlank(context.answer))) return UNKNOWN;
    const index = classOf(p.unserved);
    if (index < 0) return { stroke: false, fill: true, fillOpacity: 1, pattern: ["fine", COLOURS.nobody, COLOURS.nobodyInk] };
    const colour = classColour(index), cityEdge = colour === COLOURS.gap[0] ? COLOURS.gap[1] : colour;
    return p.band > 0
      ? { ...EDGE, cityEdge, pattern: ["stripe", colour, index === 2 ? "#f7b58a" : COLOURS.hatch] }
      : { ...EDGE, cityEdge, fillColor: colour };
  }

  /** A place of which only the block or small area is known: a broken dark rim around a lighter middle. */
  const BLOCK = { dashArray: "2 2", color: COLOURS.place, fillColor: "#c3d3ee", weight: 1.8 };
  /** A place designated for the hazard, of which its zones raise a doubt: as pages of areas and places draw it. */
  const DOUBT = { shape: "triangle", fillColor: "#e69f00", color: "#1a1a1c", weight: 1.2 };
  const isDoubt = (p) => p.role === "place" && p.own !== false && p.doubt === true;
  const isBlock = (p) => p.role === "place" && p.own !== false && Boolean(p.accuracy) && p.accuracy !== "point";

  /** The symbol of a point feature. */
  function marker(feature, latlng) {
    const p = feature.properties;
    const line = { stroke: true, color: "#ffffff", weight: 1.2, fill: true, fillOpacity: 1, interactive: false };
    if (p.role === "place") {
      const items = context.answer.unit === "facilities";
      // A neighbour's place that is counted: hollow and grey, so that nobody takes it for the city's own.
      const other = p.own === false ? { fillColor: "#ffffff", color: COLOURS.otherPlace, weight: 1.6 } : { fillColor: COLOURS.place };
      return new Shape(latlng, { ...line, shape: "square", scale: items ? 0.75 : 0.85, ...other, ...(isBlock(p) ? BLOCK : {}), ...(isDoubt(p) ? DOUBT : {}) });
    }
    return p.served === false
      ? new Shape(latlng, { ...line, shape: "triangle", scale: 1.25, fillColor: COLOURS.gap[2], color: "#1a1a1c", weight: 1.6 })
      : new Shape(latlng, { ...line, shape: "circle", scale: 0.8, fillColor: p.served ? "#ffffff" : COLOURS.unknown, color: "#1a1a1c", weight: 1.6 });
  }

  // ---- layers -------------------------------------------------------------------------------------------------
  /** Take an answer's GeoJSON as what is drawn from now on. */
  function take(collection) {
    const answer = collection.answer;
    const small = collection.features.filter((one) => one.properties.role === "unit").map((one) => one.properties);
    context.collection = collection;
    context.answer = answer;
    context.units = new Map(small.map((one) => [one.code, one]));
    context.scale = GeoService.words.settings.scales[answer.parameters.demand] || classes(small, answer.unit === "facilities");
    context.approximate = answer.datasets.some((one) => one.used && one.approximate);
  }

  /**
   * The layer of one role, filled from the page's data. Called by Folium's script, once per role.
   * @param {string} role @returns {L.GeoJSON}
   */
  function layer(role) {
    if (!context.collection) take(GeoService.pack.unpack(JSON.parse(document.getElementById("answer-data").textContent)));
    // Level lines over the gaps: a gap inside a zone is seen to be both. No rims: a zone has a polygon for each depth of each
    // river, and their rims together are a tangle nobody reads.
    const outline = (feature) => ({ ...style(feature), pattern: ["lines", "transparent", COLOURS.zoneInk] });
    const ground = () => ({ stroke: false, fill: !context.background, fillColor: COLOURS.served, fillOpacity: 1 });
    const veiled = () => ({ stroke: false, fill: true, fillColor: COLOURS.notAsked, fillOpacity: 0.7 });
    const how = { "zone-line": outline, "ward-ground": ground, "ward-veil": veiled }[role] || style;
    const made = L.geoJSON(null, { interactive: false, style: how, pointToLayer: marker });
    return fill(made, role);
  }

  /** The city without the ward that is asked about: what lies there is seen, and is not the answer. Nothing without a ward. */
  function veil() {
    const rings = (role, code) => context.collection.features.filter((one) => one.properties.role === role && (!code || one.properties.code === code) && one.geometry)
      .flatMap((one) => (one.geometry.type === "Polygon" ? [one.geometry.coordinates] : one.geometry.coordinates)).flat();
    const holes = chosenWard() ? rings("ward", chosenWard()) : [];
    return holes.length ? [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [...rings("border"), ...holes] } }] : [];
  }

  function fill(made, role) {
    if (role === "ward-veil") return made.addData({ type: "FeatureCollection", features: veil() });
    const wanted = role.replace(/-(line|ground)$/, "");
    // Two kinds of symbol at once: what is reached is a tap away in the legend.
    const hidden = (p) => p.role === "item" && p.served !== false && !context.reachedItems;
    made.addData({ type: "FeatureCollection", features: context.collection.features.filter((one) => one.properties.role === wanted && one.geometry && !hidden(one.properties)) });
    return made;
  }

  /**
   * Draw another answer on the same layers, in the same order.
   * @param {Object<string, L.GeoJSON>} layers role → layer @param {Object} collection
   */
  function redraw(layers, collection) {
    take(collection);
    for (const [role, one] of Object.entries(layers)) {
      one.clearLayers();
      fill(one, role);
    }
  }

  /** Show or hide the facilities that are reached. @param {Object<string, L.GeoJSON>} layers role → layer @param {boolean} on */
  function showReached(layers, on) {
    context.reachedItems = on;
    layers.item.clearLayers();
    fill(layers.item, "item");
  }

  return { COLOURS, context, layer, redraw, showReached, classes, classColour, pattern, trace, unknown, BLOCK, isBlock, DOUBT, isDoubt };
})();
