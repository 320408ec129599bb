/**
 * The legend: sentences with the very colours, hatches and shapes the map uses, only for what is on this map.
 */
GeoService.legend = (function () {
  "use strict";
  const { settings, say, said, count, unitWord, onlyBlank, make } = GeoService.words;
  const { COLOURS, context, pattern, trace, classColour, unknown, BLOCK, isBlock, DOUBT, isDoubt } = GeoService.draw;

  /** Hazards of which zones are published: of the others no zone is missing (layers/hazard_zones.py: MAPPED). */
  const ZONED = new Set(settings.zoned);

  /** A small picture drawn by the map's own pens. @param {(ctx: CanvasRenderingContext2D) => void} paint */
  function swatch(paint) {
    const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { width: "64", height: "40", class: "swatch", "aria-hidden": "true" }));
    const ctx = canvas.getContext("2d");
    ctx.scale(2, 2);
    paint(ctx);
    return canvas;
  }

  /** @param {string|CanvasPattern} fill @param {string} [line] @param {number[]} [dash] */
  const ground = (fill, line, dash) => swatch((ctx) => {
    ctx.fillStyle = fill;
    ctx.fillRect(1, 1, 30, 18);
    ctx.strokeStyle = line || "#6b7178";
    ctx.setLineDash(dash || []);
    ctx.strokeRect(1.5, 1.5, 29, 17);
  });

  const symbol = (shape, fill, line, width, dash) => swatch((ctx) => {
    ctx.beginPath();
    trace(ctx, shape, 16, 10, shape === "triangle" ? 7 : 5.5);
    ctx.closePath();
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.setLineDash(dash || []);
    ctx.stroke();
  });

  const hatch = (kind, back, ink) => swatch((ctx) => {
    ctx.fillStyle = pattern(ctx, kind, back, ink);
    ctx.fillRect(1, 1, 30, 18);
    ctx.strokeStyle = "#6b7178";
    ctx.strokeRect(1.5, 1.5, 29, 17);
  });

  /** A gap inside a zone: the zone's level lines over the gap's colour. */
  const both = (colour) => swatch((ctx) => {
    for (const fill of [colour, pattern(ctx, "lines", "transparent", COLOURS.zoneInk)]) {
      ctx.fillStyle = fill;
      ctx.fillRect(1, 1, 30, 18);
    }
  });

  /** The round edge of what a straight line reaches. */
  const round = () => swatch((ctx) => {
    ctx.fillStyle = classColour(0);
    ctx.fillRect(1, 1, 30, 18);
    ctx.fillStyle = COLOURS.served;
    ctx.beginPath();
    ctx.arc(16, 10, 8, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = COLOURS.place;
    ctx.fillRect(14, 8, 4, 4);
  });

  /** Something that is not known: an empty field crossed out. */
  const cross = () => swatch((ctx) => {
    ctx.strokeStyle = "#6b7178";
    ctx.strokeRect(1.5, 1.5, 29, 17);
    ctx.beginPath();
    ctx.moveTo(1, 1);
    ctx.lineTo(31, 19);
    ctx.moveTo(1, 19);
    ctx.lineTo(31, 1);
    ctx.stroke();
  });

  /** Which of the data drawn are approximate, each once. */
  function approximateNames(answer) {
    const used = answer.datasets.filter((one) => one.used && one.approximate);
    return [...new Set(used.map((one) => settings.layers[one.layer] || one.layer))].join(say("list.separator"));
  }

  /** The words of a class: from its lower limit up to the next one. */
  function classWords(index, unit) {
    const limits = context.scale;
    const from = count(limits[index]);
    if (index === limits.length - 1) return say("legend.class.last", { from, unit });
    const to = limits[index + 1] - 1;
    return to > limits[index] ? say("legend.class", { from, to: count(to), unit }) : say("legend.class.one", { from, unit: unitWord(limits[index], context.answer) });
  }

  /** Name of the places looked for in this answer's question. */
  function placeName(answer) {
    const asked = settings.questions[answer.question];
    return (asked && asked.place) || say("legend.place.any");
  }

  /** Name of the answer's hazard. */
  function hazardName(answer) {
    return say("hazard." + answer.parameters.hazard);
  }

  /** A limit in words: metres, and along streets first the minutes they take. @param {number} metres @param {?number} speed */
  function limitOf(metres, speed) {
    const far = metres.toLocaleString(settings.lang, { maximumFractionDigits: 1 }) + " m";
    if (!speed) return far;
    const minutes = metres / speed, whole = Math.round(minutes);
    return say(Math.abs(minutes - whole) > 0.005 ? "limit.walk.about" : "limit.walk", { minutes: whole, metres: far });
  }

  /** @param {Object} answer @returns {string} the limit in words, "" when each kind has its own */
  function limitWords(answer) {
    const { within, reach, speed_m_min: speed } = answer.parameters;
    return within === null ? "" : limitOf(within, reach === "streets" ? speed : null);
  }

  /**
   * The lines of the legend for what context holds.
   * @returns {{gap: [HTMLElement, string][], rest: [HTMLElement, string][], head: string}}
   */
  function lines() {
    const { answer, collection, scale } = context;
    const has = (role, test) => collection.features.some((one) => one.properties.role === role && (!test || test(one.properties)));
    const unit = said(answer.unit_label);
    const group = said(answer.group);
    const place = placeName(answer);
    const silent = Boolean(onlyBlank(answer));
    const gap = silent ? [[hatch("dots", COLOURS.unknown, COLOURS.unknownInk), say("legend.unknown.blank")]] : scale.map((_, index) => [ground(classColour(index)), classWords(index, unit)]);
    const rest = [];
    if (!silent && has("gap", (p) => p.band > 0 && p.unserved > 0)) rest.push([hatch("stripe", classColour(scale.length > 1 ? 1 : 0), COLOURS.hatch), say("legend.far")]);
    if (!silent) rest.push([ground(COLOURS.served), say("legend.served")]);
    if (has("gap", (p) => !(p.unserved > 0) && !unknown(context.units.get(p.unit_code)))) rest.push([hatch("fine", COLOURS.nobody, COLOURS.nobodyInk), say(answer.unit === "facilities" ? "legend.nothing" : "legend.nobody")]);
    if (has("unit", unknown)) rest.push([hatch("dots", COLOURS.unknown, COLOURS.unknownInk), say("legend.unknown")]);
    const places = collection.features.filter((one) => one.properties.role === "place" && one.properties.own !== false).length;
    const others = collection.features.filter((one) => one.properties.role === "place" && one.properties.own === false).length;
    const doubtful = collection.features.filter((one) => isDoubt(one.properties)).length;
    // With a ward the map still holds the whole city's places: their number is not the ward's.
    const inCity = (many) => (answer.parameters.ward ? say("legend.in_city", { count: count(many) }) : count(many));
    if (places) {
      const words = answer.parameters.hazard ? say("legend.place.hazard", { hazard: hazardName(answer), place, count: inCity(places) }) : say("legend.place", { place, count: inCity(places) });
      rest.push([symbol("square", COLOURS.place, "#ffffff", 1), words]);
    }
    if (doubtful) rest.push([symbol(DOUBT.shape, DOUBT.fillColor, DOUBT.color, DOUBT.weight), say("legend.place.doubt", { count: inCity(doubtful) })]);
    const blocks = collection.features.filter((one) => isBlock(one.properties)).length;
    if (blocks) rest.push([symbol("square", BLOCK.fillColor, BLOCK.color, BLOCK.weight, [2, 2]), say("legend.place.block", { count: count(blocks) })]);
    if (others) rest.push([symbol("square", "#ffffff", COLOURS.otherPlace, 1.6), say("legend.place.other", { place, count: count(others) })]);
    if (has("item", (p) => p.served === false)) rest.push([symbol("triangle", COLOURS.gap[2], "#1a1a1c", 1.5), say("legend.item.unserved", { group })]);
    if (context.reachedItems && has("item", (p) => p.served === true)) rest.push([symbol("circle", "#ffffff", "#1a1a1c", 1.5), say("legend.item.served", { group })]);
    if (has("water")) rest.push([ground(COLOURS.water), say("legend.water")]);
    if (has("zone")) {
      rest.push([both(COLOURS.zoneGround), say("legend.zone", { hazard: hazardName(answer) })]);
      if (!silent && has("gap")) rest.push([both(classColour(scale.length > 1 ? 1 : 0)), say("legend.zone.gap")]);
      rest.push([ground("#ffffff", COLOURS.line), say("legend.zone.outside", { hazard: hazardName(answer) })]);
    } else if (ZONED.has(answer.parameters.hazard)) rest.push([cross(), say("legend.zone.none", { hazard: hazardName(answer) })]);
    if (answer.parameters.reach !== "streets") rest.push([round(), say("legend.reach." + answer.parameters.reach)]);
    if (context.approximate) rest.push([ground(COLOURS.served, COLOURS.line, [3, 3]), say("legend.approximate", { names: approximateNames(answer) })]);
    if (answer.parameters.ward) rest.push([ground(COLOURS.notAsked), say("legend.not_asked")]);
    if (has("neighbour")) rest.push([ground(COLOURS.land), say(answer.parameters.neighbours ? "legend.neighbour.counted" : "legend.neighbour")]);
    const limit = limitWords(answer);
    const head = silent ? say("legend.blank") : (limit ? say("legend.beyond", { limit, place }) : say("legend.beyond.by_kind", { place })) + say("legend.gap", { group });
    return { gap, rest, head };
  }

  /** The button that shows and hides the facilities that are reached; null where there are none. */
  function reached(element, layers) {
    const { answer, collection } = context;
    if (!collection.features.some((one) => one.properties.role === "item" && one.properties.served === true)) return null;
    const button = make("button", { class: "button small legend-reached", type: "button", "aria-pressed": String(context.reachedItems) }, say("legend.item.show", { group: said(answer.group) }));
    button.addEventListener("click", () => {
      GeoService.draw.showReached(layers, !context.reachedItems);
      write(element, layers);
      element.querySelector(".legend-reached").focus();
    });
    return button;
  }

  /** Write the legend into its element. @param {HTMLElement} element @param {Object<string, L.GeoJSON>} layers role → layer */
  function write(element, layers) {
    const { gap, rest, head } = lines();
    const hasGap = context.collection.features.some((one) => one.properties.role === "gap");
    const item = ([picture, words]) => make("li", null, picture, make("span", null, words));
    element.replaceChildren(
      make("h2", { class: "legend-title" }, say("legend.title")),
      make("div", { class: "legend-main" },
        make("p", { class: "legend-head" }, hasGap ? head : say("legend.no_gap")),
        make("ul", { class: "legend-classes" }, ...(hasGap ? gap.map(item) : []))),
      make("ul", { class: "legend-rest" }, ...rest.map(item)),
      ...[reached(element, layers)].filter(Boolean),
    );
  }

  return { write, placeName, hazardName, limitWords, limitOf };
})();
