/**
 * The sections around the map from an answer's JSON: sentence, figures, tables, sources. The server writes the same
 * sections for the first page (maps/view.py and its templates); a browser test holds the two together.
 */
GeoService.table = (function () {
  "use strict";
  const { settings, say, said, count, amount, beside, onlyBlank, unitWord, share, points, metres, date, make } = GeoService.words;
  const SMALL_SETS = ["towns", "association_areas"];
  const WORST = 10;
  const LEAST_BOUND = 0.001; // error bounds (of a share) below this are not written as 0.00
  const byId = (id) => document.getElementById(id);
  let sorted = { key: "", down: false };
  let shown = /** @type {?Object} */ (null);

  /** The unit set that is drawn and whose worst areas are listed. */
  function smallSet(answer) {
    const has = (name) => (answer.units[name] || []).length > 0;
    const others = Object.keys(answer.units).filter((name) => name !== "wards" && !SMALL_SETS.includes(name))
      .sort((a, b) => answer.units[b].length - answer.units[a].length);
    return [...SMALL_SETS, ...others].find(has) || "";
  }

  /** Mark in brackets, first sentence (set large), the others. A full stop after a digit ends no sentence. */
  function lead(text) {
    const [, mark, words] = /^(【[^】]*】|\[[^\]]*\])?\s*(.*)$/s.exec(text);
    const found = /^(.*?(?:。|[^\d\s]\.(?=\s)))\s*(.*)$/s.exec(words);
    const plain = (mark || "").replace(/^[【[]|[】\]]$/g, "");
    return found ? [plain, found[1], found[2]] : [plain, words, ""];
  }

  /** The datasets used (or not), parts that a reader cannot tell apart put together. */
  function merged(datasets, used) {
    const found = new Map();
    for (const one of datasets.filter((each) => each.used === used)) {
      const title = one.title || one.file_name || one.source;
      const key = JSON.stringify([one.layer, title, one.reference_date, one.licence, one.approximate, one.why_not_ja]);
      if (!found.has(key)) found.set(key, { ...one, title, rows: 0, rejected: 0 });
      found.get(key).rows += one.rows;
      found.get(key).rejected += one.rejected;
    }
    return [...found.values()];
  }

  function unitName(unit) {
    return (settings.lang === "en" && unit.name_en) || unit.name || unit.code;
  }

  function wardName(answer, code) {
    const found = (answer.units.wards || []).find((one) => one.code === code);
    return found ? unitName(found) : "";
  }

  // ---- sections -----------------------------------------------------------------------------------------------
  function notices(answer) {
    const found = [];
    if (answer.fictitious) found.push(["fictitious", say("notice.fictitious.label"), say("notice.fictitious.text")]);
    if (answer.datasets.some((one) => one.approximate && one.used)) found.push(["approximate", say("notice.approximate.label"), say("notice.approximate.text")]);
    return found.map(([kind, label, text]) => make("li", { class: "notice notice-" + kind }, make("strong", null, label), " ", make("span", null, text)));
  }

  /** The served, and what is left of their share without places that the hazard's zones raise a doubt about. */
  function reachedNote(served, answer) {
    const one = answer.firmness.find((each) => each.assumption === "only_sure");
    const left = one && one.share_served !== null ? share(one.share_served) : null;
    if (left === null || left === share(answer.totals.share_served)) return say("figure.share.note", { served });
    return say("figure.share.sure", { served, without: said(one.text), share: left });
  }

  function figures(answer) {
    const totals = answer.totals;
    const group = said(answer.group), unit = said(answer.unit_label);
    const ofAll = say("figure.unserved.note", { group, count: count(totals.demand), unit });
    const blank = onlyBlank(answer);
    // Nobody has a marked place, and places left blank are near: no card shows a nought for what is not known.
    const found = blank ? [
      [say("figure.unserved"), say("figure.unknown"), "", ofAll],
      [say("figure.share"), say("figure.unknown"), "", say("figure.unknown.note", { count: count(blank.value), share: share(blank.share_served) })],
    ] : [
      [say("figure.unserved"), count(totals.unserved), unitWord(totals.unserved, answer), ofAll],
      [say("figure.share"), share(totals.share_served), "", reachedNote(amount(beside(totals), answer), answer)],
      [say("figure.one"), count(totals.depends_on_one), unitWord(totals.depends_on_one, answer), say("figure.one.note")],
    ];
    if (!blank && totals.distance_m.p50 !== null) {
      found.push([say("figure.distance"), metres(totals.distance_m.p50), "", say("figure.distance.note", { far: metres(totals.distance_m.p90) })]);
    }
    if (!blank && totals.in_zone) {
      found.splice(1, 0, [say("figure.zone"), count(totals.in_zone.unserved), unitWord(totals.in_zone.unserved, answer), say("figure.zone.note", { demand: amount(totals.in_zone.demand, answer) })]);
    }
    return found.map(([label, value, what, note], index) =>
      make("div", { class: index ? "figure" : "figure figure-main" }, make("dt", null, label),
        make("dd", null,
          make("span", { class: "figure-value" }, value, what ? make("span", { class: "figure-unit" }, (settings.lang === "en" ? " " : "") + what) : null),
          make("span", { class: "figure-note" }, note))));
  }

  /** A table row. @param {Object} unit figures with code and name @param {boolean} silent nobody knows who is served */
  function row(unit, name, silent) {
    const asked = unit.served + unit.unserved;
    const cell = (text) => make("td", { class: "number" }, text);
    const head = make("th", { scope: "row" }, make("bdi", null, name));
    if (unit.unknown_features) head.append(" ", make("span", { class: "cell-note" }, say(unit.unknown_features === 1 ? "table.unknown.one" : "table.unknown", { count: count(unit.unknown_features) })));
    const shareCell = make("td", { class: "number share" }, make("span", { class: "share-text" }, silent ? say("figure.unknown") : share(unit.share_served)));
    if (asked > 0 && !silent) {
      const served = String(Math.floor((1000 * unit.served) / asked + 0.5) / 10);
      shareCell.append(make("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
        make("rect", { class: "bar-gap", width: "100", height: "8" }), make("rect", { class: "bar-served", width: served, height: "8" })));
    }
    return make("tr", { "data-code": unit.code }, head, cell(count(unit.demand)), cell(silent ? say("figure.unknown") : count(unit.unserved)), shareCell, cell(silent ? say("figure.unknown") : count(unit.depends_on_one)));
  }

  /** Unserved inside the hazard's zones; 0 where no zones are known. */
  function inZone(unit) {
    return (unit.in_zone && unit.in_zone.unserved) || 0;
  }

  /** Whether the worst areas are ranked by who is unserved inside the hazard's zones: when anybody is. */
  function zoned(answer) {
    return (answer.units[smallSet(answer)] || []).some((one) => inZone(one) > 0);
  }

  function worstTitle(answer) {
    const small = smallSet(answer);
    const areas = say("worst.areas." + (SMALL_SETS.includes(small) ? small : "units"));
    return say(zoned(answer) ? "worst.title.zone" : "worst.title.all", { areas, what: say("worst.what." + answer.unit) });
  }

  function worst(answer) {
    const inside = zoned(answer), silent = Boolean(onlyBlank(answer));
    const ranked = (one) => (inside ? inZone(one) : one.unserved);
    const rows = (answer.units[smallSet(answer)] || []).filter((one) => ranked(one) > 0)
      .sort((a, b) => ranked(b) - ranked(a) || b.unserved - a.unserved || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)).slice(0, WORST);
    return rows.map((one) => {
      const title = make("bdi", null, unitName(one)), small = smallSet(answer), { hazard } = answer.parameters;
      const name = make("span", { class: "worst-name" }, settings.export ? title : make("a", { href: GeoService.help.page(small, one.code, hazard) }, title));
      const ward = wardName(answer, one.ward || "");
      if (ward) name.append(" ", make("span", { class: "worst-ward" }, make("bdi", null, ward)));
      return make("li", { "data-code": one.code }, name,
        make("span", { class: "worst-number" }, silent ? say("figure.unknown") : amount(ranked(one), answer)),
        make("span", { class: "worst-of" }, say(inside && !silent ? "worst.of.zone" : "worst.of", { unserved: amount(one.unserved, answer), demand: amount(one.demand, answer) })),
        make("button", { class: "button small js-only", type: "button", "data-show": one.code }, say("worst.show"), make("span", { class: "visually-hidden" }, " " + unitName(one))),
        ...(settings.export ? [] : [GeoService.help.folded(small, one.code, hazard)]));
    });
  }

  function source(one, whyNot) {
    const parts = [
      one.reference_date ? say("source.date", { date: date(one.reference_date) }) : say("source.no_date"),
      settings.licences[one.licence] || one.licence || say("source.no_licence"),
      say("source.rows", { count: count(one.rows) }),
    ];
    if (one.rejected) parts.push(say("source.rejected", { count: count(one.rejected) }));
    if (one.approximate) parts.push(say("source.approximate"));
    const layer = settings.layers[one.layer];
    const item = make("li", null, make("span", { class: "source-title" }, make("bdi", null, layer ? say("source.title", { layer, title: one.title }) : one.title)),
      make("span", { class: "source-detail" }, parts.join(say("list.separator"))));
    if (whyNot) item.append(make("span", { class: "source-why" }, said({ ja: one.why_not_ja, en: one.why_not_en })));
    return item;
  }

  function how(answer) {
    const p = answer.parameters;
    const bounds = (answer.units[smallSet(answer)] || []).map((one) => one.error_bound);
    const found = [
      [say("how.basis"), said(answer.basis)],
      [say("how.who"), say({ night: "how.who.text", day: "how.who.day" }[answer.time_of_day] || "how.who.facilities", { group: said(answer.group) })],
      [say("how.reach"), say("how.reach." + p.reach, { factor: p.detour_factor || 1, profile: say("profile." + (p.profile || "adult")), speed: p.speed_m_min || 0 })],
      [say("how.neighbours"), say(p.neighbours ? "how.neighbours.yes" : "how.neighbours.no")],
    ];
    if (bounds.length) found.push([say("how.bound"), Math.max(...bounds) < LEAST_BOUND ? say("how.bound.small") : say("how.bound.text", { bound: points(Math.max(...bounds)) })]);
    const firm = answer.firmness.map((one) => say("how.firm.one", { assumption: said(one.text), share: share(one.share_served) }));
    // The verdict names some of these when it is that the share is not firm: it is said only when it says something else.
    const verdict = answer.firm && answer.firm.firm ? said(answer.firm.text) + " " : "";
    if (firm.length) found.push([say("how.firm"), verdict + firm.join(say("list.separator"))]);
    found.push(
      [say("how.release"), say("how.release.text", { number: answer.release, date: date(answer.release_date) })],
      [say("how.versions"), Object.entries(answer.versions).map(([name, value]) => name + " " + value).join(", ")],
      [say("how.id"), answer.id],
    );
    return found.map(([label, text]) => make("div", null, make("dt", null, label), make("dd", null, text)));
  }

  function reasons(list) {
    return list.length ? list.map((one) => make("li", null, said(one.text))) : [make("li", null, say("out.none"))];
  }

  // ---- writing and sorting ------------------------------------------------------------------------------------
  /** Write all sections for the answer. @param {Object} answer the JSON of an answer */
  function write(answer) {
    take(answer);
    byId("notices").replaceChildren(...notices(answer));
    byId("words").replaceChildren(make("bdi", null, said(answer.words)));
    const [mark, first, rest] = lead(said(answer.sentence));
    byId("sentence").replaceChildren(...(mark ? [make("span", { class: "sentence-mark" }, mark), " "] : []), make("span", { class: "sentence-lead" }, first), " ", make("span", { class: "sentence-rest" }, rest));
    byId("figures").replaceChildren(...figures(answer));
    GeoService.beside.write(answer);
    byId("purpose").textContent = said(answer.purpose);
    const body = byId("wards").tBodies[0];
    const silent = Boolean(onlyBlank(answer));
    body.replaceChildren(...(answer.units.wards || []).map((one) => row(one, unitName(one), silent)));
    byId("wards").tFoot.replaceChildren(row({ code: "", ...answer.totals }, say("table.total"), silent));
    sort(sorted.key, sorted.down);
    byId("worst-title").textContent = worstTitle(answer);
    byId("worst").replaceChildren(...worst(answer));
    const none = answer.totals.unserved > 0 ? "" : say(answer.totals.served > 0 ? "worst.none" : "worst.nobody", { group: said(answer.group) });
    byId("worst-none").textContent = none;
    byId("worst-none").hidden = !none;
    byId("worst-about").hidden = Boolean(none);
    byId("notes").replaceChildren(...answer.notes.map((one) => make("li", null, said(one))));
    byId("how").replaceChildren(...how(answer));
    byId("left-out").replaceChildren(...reasons(answer.left_out));
    byId("excluded").replaceChildren(...reasons(answer.excluded_supply));
    const used = merged(answer.datasets, true), other = merged(answer.datasets, false);
    byId("sources").replaceChildren(...used.map((one) => source(one, false)));
    byId("sources-not-used").replaceChildren(...other.map((one) => source(one, true)));
    byId("sources-other").hidden = !other.length;
    byId("licence").textContent = say("licence.text", { title: said(answer.licence), attribution: said(answer.licence.attribution) });
    if (byId("downloads")) {
      byId("downloads").hidden = !answer.licence.public_export;
      byId("downloads-refused").hidden = Boolean(answer.licence.public_export);
    }
  }

  /** Take the answer the server has already written, so that its table can be sorted. */
  function take(answer) {
    shown = answer;
  }

  /**
   * Sort the table by ward. Unknown values stay last whichever way it is sorted.
   * @param {string} key "" for the published order @param {boolean} down
   */
  function sort(key, down) {
    sorted = { key, down };
    const table = byId("wards");
    const field = { demand: "demand", unserved: "unserved", share: "share_served", one: "depends_on_one" }[key];
    const units = [...(shown.units.wards || [])];
    const order = new Map(units.map((one, index) => [one.code, index]));
    const value = (one) => (key === "name" ? order.get(one.code) : one[field]);
    if (key) units.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return (down ? y - x : x - y) || order.get(a.code) - order.get(b.code);
    });
    const rows = new Map([...table.tBodies[0].rows].map((one) => [one.dataset.code, one]));
    table.tBodies[0].append(...units.map((one) => rows.get(one.code)));
    for (const head of table.tHead.querySelectorAll("th")) {
      if (head.dataset.key === key) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  /** Sort by the pressed heading; pressed again, the other way round. @param {string} key @returns {void} */
  function press(key) {
    sort(key, sorted.key === key ? !sorted.down : key === "unserved" || key === "demand" || key === "one");
  }

  return { write, take, press, smallSet };
})();
