/**
 * "Why is it red here?": what lies under a point, and in two lines why it is or is not served. The nearest place is
 * asked of the API; without it (the single-file export) it is measured here, in a straight line.
 */
GeoService.explain = (function () {
  "use strict";
  const { settings, say, said, count, amount, onlyBlank, metres, make } = GeoService.words;
  const { context, unknown } = GeoService.draw;
  const { hazardName, placeName, limitWords } = GeoService.legend;

  // ---- what lies under a point --------------------------------------------------------------------------------
  const boxes = new WeakMap();

  /** Bounding box of a geometry, kept. */
  function box(geometry) {
    let found = boxes.get(geometry);
    if (!found) {
      found = [Infinity, Infinity, -Infinity, -Infinity];
      const visit = (part) => {
        if (typeof part[0] === "number") {
          found = [Math.min(found[0], part[0]), Math.min(found[1], part[1]), Math.max(found[2], part[0]), Math.max(found[3], part[1])];
        } else part.forEach(visit);
      };
      visit(geometry.coordinates);
      boxes.set(geometry, found);
    }
    return found;
  }

  /** Whether a ring crosses the ray from the point an odd number of times. */
  function inRing(ring, x, y) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /** @param {Object} geometry Polygon or MultiPolygon @param {number} x lon @param {number} y lat */
  function contains(geometry, x, y) {
    const [west, south, east, north] = box(geometry);
    if (x < west || x > east || y < south || y > north) return false;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
    return polygons.some((rings) => rings.reduce((inside, ring) => (inRing(ring, x, y) ? !inside : inside), false));
  }

  /** The features of a role that contain the point. */
  function under(role, lon, lat) {
    return context.collection.features.filter((one) => one.properties.role === role && one.geometry && contains(one.geometry, lon, lat));
  }

  /** The place or facility whose symbol lies within 14 px of the point on the map, nearest first. */
  function symbolAt(map, latlng) {
    const point = map.latLngToLayerPoint(latlng);
    let best = null, distance = 14;
    for (const one of context.collection.features) {
      if ((one.properties.role !== "place" && one.properties.role !== "item") || !one.geometry) continue;
      const [lon, lat] = one.geometry.coordinates;
      const away = point.distanceTo(map.latLngToLayerPoint([lat, lon]));
      if (away < distance || (away === distance && one.properties.role === "item")) [best, distance] = [one, away];
    }
    return best;
  }

  // ---- the nearest place --------------------------------------------------------------------------------------
  /** Straight-line metres between two positions (spherical; below 10 km the error is under 0.5 %). */
  function metresBetween(lon1, lat1, lon2, lat2) {
    const rad = Math.PI / 180;
    const x = (lon2 - lon1) * Math.cos(((lat1 + lat2) / 2) * rad), y = lat2 - lat1;
    return Math.hypot(x, y) * rad * 6371008.8;
  }

  /**
   * Nearest by the positions on the map, in a straight line; used when there is no service. Along streets it cannot be
   * measured here: `within` is null then, the map's colour tells it.
   */
  function measured(lon, lat) {
    const { answer, collection } = context;
    const p = answer.parameters;
    let best = null;
    for (const one of collection.features) {
      if (one.properties.role !== "place" || !one.geometry) continue;
      const straight_m = metresBetween(lon, lat, ...one.geometry.coordinates);
      if (best && straight_m >= best.straight_m) continue;
      const distance_m = straight_m * (p.reach === "detour" ? p.detour_factor : 1);
      const limit = p.within === null ? (p.limits_m || {})[one.properties.kind] : p.within;
      best = { id: one.properties.id, name: one.properties.name, straight_m, distance_m, within: p.reach === "streets" ? null : distance_m <= limit };
    }
    const leftOut = nearerNotCounted(lon, lat, best ? best.straight_m : Infinity);
    return best || leftOut.length ? { ...best, leftOut } : null;
  }

  /** Up to two places of the file that are nearer than what counts and do not count, nearest first, each with why. */
  function nearerNotCounted(lon, lat, nearest_m) {
    const all = Object.entries(settings.notCounted || {}).flatMap(([why, ones]) => ones.map(([name, x, y]) => ({ name, why, straight_m: metresBetween(lon, lat, x, y) })));
    return all.filter((one) => one.straight_m < nearest_m).sort((a, b) => a.straight_m - b.straight_m).slice(0, 2);
  }

  /** @param {Object} state @param {number} lon @param {number} lat @param {AbortSignal} signal @returns {Promise<?Object>} */
  async function nearest(state, lon, lat, signal) {
    if (settings.export) return measured(lon, lat);
    const address = GeoService.state.api(state, "nearest", { lon: lon.toFixed(6), lat: lat.toFixed(6) });
    const response = await fetch(address, { headers: { Accept: "application/json" }, signal });
    if (!response.ok) return measured(lon, lat);
    const found = await response.json();
    const best = found.nearest.find((one) => one.within) || found.nearest[0];
    return best || found.nearer_not_counted.length ? { ...best, leftOut: found.nearer_not_counted } : null;
  }

  // ---- words --------------------------------------------------------------------------------------------------
  /** @typedef {{title: string, lines: string[], page: (string|undefined), found: (boolean|undefined)}} Words page: address of the area's own page; found: by the search, so any page */

  function unitName(unit) {
    return (settings.lang === "en" && unit.name_en) || unit.name || unit.code;
  }

  /** Title and first line: the area and how many people in it are not reached. */
  function aboutUnit(unit) {
    const { answer } = context;
    const group = said(answer.group);
    if (unknown(unit)) return say("explain.unit.unknown");
    if (!(unit.demand > 0)) return say("explain.unit.empty", { group });
    const values = { group, demand: amount(unit.demand, answer), unserved: amount(unit.unserved, answer) };
    if (onlyBlank(answer)) return say("explain.unit.blank", values);
    return say(unit.unserved > 0 ? "explain.unit.some" : "explain.unit.none", values);
  }

  /**
   * A distance with the minutes it takes and at which pace: along streets who was asked about, else who walks slowest of those
   * that walk alone, on a way longer than the straight line; as the page for phones tells it.
   */
  function far(distance_m) {
    const p = context.answer.parameters;
    const speed = p.reach === "streets" ? p.speed_m_min || settings.speeds[p.profile || "adult"] : settings.walker.speed;
    const minutes = Math.max(1, Math.ceil((distance_m * (p.reach === "straight" ? settings.walker.detour : 1)) / speed));
    const key = p.reach === "straight" ? "explain.far.straight" : p.reach === "streets" ? "explain.far" : "explain.far.detour";
    return say(key, { distance: metres(distance_m), minutes: count(minutes), speed: count(speed), factor: settings.walker.detour });
  }

  /** Second line: the nearest place, and what rules it out. */
  function aboutNearest(found) {
    const { answer } = context;
    if (!found || !found.name) return say("explain.near.none", { place: placeName(answer) });
    const limit = limitWords(answer);
    if (found.within === null) return say("explain.near.straight", { name: found.name, distance: metres(found.distance_m) });
    const key = found.within ? "explain.near.within" : limit ? "explain.near.beyond" : "explain.near.beyond_kind";
    return say(key, { name: found.name, distance: far(found.distance_m), limit });
  }

  /** Third line: what is nearer and not counted, and why. @returns {string[]} none or one */
  function aboutLeftOut(found) {
    if (!found || !found.leftOut || !found.leftOut.length) return [];
    const hazard = context.answer.parameters.hazard ? hazardName(context.answer) : "";
    const places = found.leftOut.map((one) => say("explain.left.one", { name: one.name, distance: metres(one.straight_m), why: say("explain.left." + one.why, { hazard }) }));
    return [say("explain.near.left", { places: places.join(say("list.separator")) })];
  }

  function aboutZone(lon, lat) {
    const zone = under("zone", lon, lat)[0];
    if (!zone) return [];
    const { depth_from_m: from, depth_to_m: to } = zone.properties;
    const hazard = hazardName(context.answer);
    const known = (one) => one !== null && one !== undefined;
    if (!known(from) && !known(to)) return [say("explain.zone", { hazard })];
    const depth = known(from) && known(to) ? say("explain.depth.between", { from, to }) : known(from) ? say("explain.depth.from", { from }) : say("explain.depth.to", { to });
    return [say("explain.zone.depth", { hazard, depth })];
  }

  /** Words about a place (supply) or a facility (demand). @returns {Words} */
  function aboutSymbol(feature) {
    const { answer } = context;
    const p = feature.properties;
    if (p.role === "place") {
      const kind = answer.parameters.hazard ? say("explain.place.hazard", { place: placeName(answer), hazard: hazardName(answer) }) : placeName(answer);
      return { title: p.name, lines: [p.address ? say("explain.place.address", { kind, address: p.address }) : kind, ...(p.doubt ? [say("explain.place.doubt", { hazard: hazardName(answer) })] : []), say("explain.place.users", { amount: amount(p.users || 0, answer) })] };
    }
    const near = p.nearest;
    if (p.served === null || p.served === undefined) return { title: p.name, lines: [say("explain.item.left_out")] };
    const line = near ? say(p.served ? "explain.item.served" : "explain.item.unserved", { name: near.name, distance: far(near.distance_m) }) : say("explain.item.none");
    return { title: p.name, lines: [said(answer.group), line] };
  }

  /** Words about a spot. @returns {Words & {pending: boolean}} the nearest line is added when it is known */
  function aboutSpot(lon, lat) {
    const unit = under("unit", lon, lat)[0];
    const ward = under("ward", lon, lat)[0];
    if (!unit && !ward && !under("border", lon, lat).length) {
      const neighbour = under("neighbour", lon, lat)[0];
      return { title: neighbour ? neighbour.properties.name : say("explain.outside"), lines: [say(neighbour ? "explain.neighbour" : "explain.outside.line", { name: "" })], pending: false };
    }
    const area = unit || ward;
    const title = unit && ward ? say("explain.ward", { ward: unitName(ward.properties), unit: unitName(unit.properties) }) : area ? unitName(area.properties) : settings.cityName;
    return { title, lines: [...(area ? [aboutUnit(area.properties)] : []), ...aboutZone(lon, lat)], pending: true, page: pageOf(unit, ward) };
  }

  /**
   * Words about what a search found: a ward or small area that is drawn, a place that is drawn, else what lies at its spot.
   * @param {{group: string, id: string, name: string, lon: number, lat: number}} hit @param {string} page
   * @returns {Words & {pending: boolean}}
   */
  function aboutFound(hit, page) {
    const { answer, collection } = context;
    const role = hit.group === "wards" ? "ward" : hit.group === GeoService.table.smallSet(answer) ? "unit" : "";
    const area = role && collection.features.find((one) => one.properties.role === role && one.properties.code === hit.id);
    // The middle of a ward says nothing about the ward: only of small areas and spots the nearest place is told.
    if (area) return { title: hit.name, lines: [aboutUnit(area.properties)], pending: role === "unit", page };
    const same = (one) => (one.role === "place" || one.role === "item") && one.name === hit.name;
    const drawn = collection.features.find((one) => same(one.properties) && one.geometry && metresBetween(hit.lon, hit.lat, ...one.geometry.coordinates) < 30);
    if (drawn) return { ...aboutSymbol(drawn), pending: false, page, found: true };
    const spot = aboutSpot(hit.lon, hit.lat);
    return { title: hit.name, lines: [spot.title, ...spot.lines], pending: spot.pending, page, found: true };
  }

  /** The page of the area, of the ward where there is no smaller one; none in a file of its own. */
  function pageOf(unit, ward) {
    const area = unit || ward;
    if (settings.export || !area) return undefined;
    const set = unit ? GeoService.table.smallSet(context.answer) : "wards";
    return GeoService.help.page(set, area.properties.code, context.answer.parameters.hazard);
  }

  /** The element shown in a popup or read out. @param {Words} words */
  function card(words) {
    return make("div", { class: "explain" }, make("p", { class: "explain-title" }, make("bdi", null, words.title)), ...words.lines.map((line) => make("p", null, line)),
      words.page ? make("p", { class: "explain-page" }, make("a", { href: words.page }, say(words.found ? "portal.search.page" : "portal.area"))) : null);
  }

  return { under, symbolAt, nearest, aboutSpot, aboutSymbol, aboutFound, aboutNearest, aboutLeftOut, card, box, contains, metresBetween };
})();
