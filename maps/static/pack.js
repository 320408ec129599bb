/**
 * The answer's GeoJSON out of the page's data block (see maps/pack.py), exactly as the API gives it, save for unit sets
 * and figures of small units the page does not show.
 */
GeoService.pack = (function () {
  "use strict";
  const STEPS_A_DEGREE = 100000;

  const DIGITS = Array.from({ length: 92 }, (_, at) => String.fromCharCode(35 + at)).filter((one) => !'"&<>\\`'.includes(one)).join("");
  const BASE = Math.floor(DIGITS.length / 2);
  const valueOf = new Map([...DIGITS].map((sign, value) => [sign.charCodeAt(0), value]));

  /** The numbers of a text (maps/pack.py: written). @param {string} text @returns {number[]} */
  function numbers(text) {
    const found = [];
    for (let at = 0, value = 0, place = 1; at < text.length; at += 1) {
      const digit = valueOf.get(text.charCodeAt(at));
      value += (digit % BASE) * place;
      place *= BASE;
      if (digit >= BASE) continue;
      found.push(value % 2 ? -(value + 1) / 2 : value / 2);
      value = 0;
      place = 1;
    }
    return found;
  }

  /** @param {string} text @returns {number[][]} */
  function ring(text) {
    const steps = numbers(text), positions = [];
    let x = 0, y = 0;
    for (let at = 0; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      positions.push([x / STEPS_A_DEGREE, y / STEPS_A_DEGREE]);
    }
    return positions;
  }

  const COUNTS = ["demand", "served", "unserved", "left_out", "depends_on_one", "error_bound"];

  /** A unit's figures, none where no count behind them is published (geo_service/render/cells.py: known_figures). */
  function known(unit) {
    if (!unit.unknown_features || unit.demand > 0) return unit;
    const none = (names) => Object.fromEntries(names.map((name) => [name, null]));
    return { ...unit, ...none(COUNTS), ...(unit.in_zone ? { in_zone: none(Object.keys(unit.in_zone)) } : {}) };
  }

  /** @param {Object} data the parsed block @returns {Object} a GeoJSON FeatureCollection with its answer */
  function unpack(data) {
    const { answer, small } = data;
    const rows = {};
    for (const set of ["wards", small]) rows[set] = new Map((answer.units[set] || []).map((one) => [one.code, one]));
    const features = data.features.map(({ p, g, t, s }) => {
      const unit = p.role === "unit" || p.role === "ward" ? rows[p.unit_set].get(p.code) : null;
      const named = p.role === "gap" && !("unit_name" in p) ? { ...p, unit_name: rows[small].get(p.unit_code).name } : p;
      const properties = unit ? { role: p.role, ...known(unit), unit_set: p.unit_set } : named;
      if (!t) return { type: "Feature", geometry: g, properties };
      const polygons = s.map((rings) => rings.map(ring));
      return { type: "Feature", geometry: { type: t, coordinates: t === "Polygon" ? polygons[0] : polygons }, properties };
    });
    return { type: "FeatureCollection", answer, features };
  }

  return { unpack };
})();
