/**
 * What stands beside the map besides table and lists: the hundred faces and the chart by ward. The server draws the same
 * (maps/faces_beside.py, maps/view.py); a browser test holds the two together.
 */
GeoService.beside = (function () {
  "use strict";
  const { settings, say, amount, onlyBlank, make } = GeoService.words;
  const KINDS = ["served", "one", "unserved", "unknown"];
  const STEP = 20; // room of one face, ten in a row
  const byId = (id) => document.getElementById(id);

  /** A hundred shared out by the largest remainder; whoever is there at all keeps one. @param {Object<string, number>} amounts */
  function hundred(amounts) {
    const total = KINDS.reduce((sum, kind) => sum + amounts[kind], 0);
    if (!(total > 0)) return null;
    const exact = {}, counts = {};
    for (const kind of KINDS) counts[kind] = Math.floor((exact[kind] = (100 * amounts[kind]) / total));
    const rest = [...KINDS].sort((a, b) => counts[a] - exact[a] - (counts[b] - exact[b]));
    for (const kind of rest.slice(0, 100 - KINDS.reduce((sum, one) => sum + counts[one], 0))) counts[kind] += 1;
    for (const kind of KINDS) {
      if (!(amounts[kind] > 0) || counts[kind] > 0) continue;
      counts[KINDS.reduce((most, one) => (counts[one] > counts[most] ? one : most))] -= 1;
      counts[kind] = 1;
    }
    return counts;
  }

  /** The faces of an answer about people. @param {Object} answer */
  function faces(answer) {
    const t = answer.totals, one = t.depends_on_one;
    const counts = answer.unit !== "people" || onlyBlank(answer) ? null : hundred({ served: Math.max(0, t.served - one), one, unserved: t.unserved, unknown: t.left_out || 0 });
    byId("faces-card").hidden = !counts;
    if (!counts) return byId("faces").replaceChildren();
    const text = say(counts.unserved ? "faces.text" : "faces.none", { count: counts.unserved });
    const lines = KINDS.filter((kind) => counts[kind]).map((kind) => [kind, say("faces." + kind, { count: counts[kind] })]);
    const marks = KINDS.flatMap((kind) => Array(counts[kind]).fill(kind));
    const picture = make("svg", { class: "faces", viewBox: `0 0 ${STEP * 10} ${STEP * 10}`, role: "img", "aria-label": [text, ...lines.map(([, words]) => words)].join(" ") },
      ...marks.map((kind, at) => make("use", { href: "#face-" + kind, x: String(STEP * (at % 10) + STEP / 2), y: String(STEP * Math.floor(at / 10) + STEP / 2) })));
    byId("faces").replaceChildren(picture, make("div", null, make("p", { class: "faces-text" }, text),
      make("ul", { class: "faces-lines" }, ...lines.map(([kind, words]) => make("li", { class: "faces-" + kind }, words)))));
  }

  /** Bars of who is not reached, by ward. @param {Object} answer */
  function chart(answer) {
    const wards = answer.units.wards || [];
    const silent = Boolean(onlyBlank(answer)), most = silent ? 0 : Math.max(0, ...wards.map((one) => one.unserved));
    byId("chart").replaceChildren(...wards.map((one) => make("li", null,
      make("bdi", null, (settings.lang === "en" && one.name_en) || one.name || one.code),
      make("svg", { class: "chart-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
        make("rect", { width: String(most > 0 ? Math.floor((1000 * one.unserved) / most + 0.5) / 10 : 0), height: "10" })),
      make("span", { class: "number" }, silent ? say("figure.unknown") : amount(one.unserved, answer)))));
  }

  /** Write both for the answer. @param {Object} answer the JSON of an answer */
  function write(answer) {
    faces(answer);
    chart(answer);
  }

  return { write, hundred };
})();
