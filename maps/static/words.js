/**
 * Words and numbers: messages of the page's catalogue, counts, shares, distances and dates, written as maps/words.py
 * writes them (a browser test compares the two), and the one way elements are made: text is always text, never markup.
 */
/** @namespace */
var GeoService = {};

GeoService.words = (function () {
  "use strict";
  /** @type {{lang: string, words: Object<string, string>, urls: Object<string, string>, city: string, cityName: string,
   *   question: string, parameters: Object<string, string>, questions: Object<string, Object>, layers: Object<string, string>,
   *   speeds: Object<string, number>, old: boolean, export: boolean}} */
  const settings = JSON.parse(document.getElementById("page-settings").textContent);
  const lang = settings.lang;

  /**
   * The message with {name} replaced.
   * @param {string} message id in the catalogue
   * @param {Object<string, string|number>} [values]
   * @returns {string}
   */
  function say(message, values) {
    const words = settings.words[message];
    if (words === undefined) throw new Error("no message " + message);
    return words.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? String(values[name]) : all));
  }

  /**
   * The words of a {ja, en} object in the page's language.
   * @param {?Object<string, string>} words
   * @returns {string}
   */
  function said(words) {
    return words ? words[lang] || words.ja || words.en || "" : "";
  }

  // Half to even, as the server rounds: figures and sentence must never differ.
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const metre = new Intl.NumberFormat(lang, { maximumFractionDigits: 0, roundingMode: "halfEven" });
  const bare = new Intl.NumberFormat("en", { maximumFractionDigits: 0, useGrouping: false });
  const hundredths = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false, roundingMode: "halfEven" });
  const monthDate = new Intl.DateTimeFormat(lang === "en" ? "en-US" : lang, { year: "numeric", month: "long", timeZone: "UTC" });
  const yearDate = new Intl.DateTimeFormat(lang === "en" ? "en-US" : lang, { year: "numeric", timeZone: "UTC" });
  const longDate = new Intl.DateTimeFormat(lang === "en" ? "en-US" : lang, { dateStyle: "long", timeZone: "UTC" });

  /** @param {?number} value @returns {string} */
  function count(value) {
    if (value === null || value === undefined) return say("value.unknown");
    return value > 0 && value < 0.5 ? say("value.below_one") : whole.format(value);
  }

  /** Served as it stands beside the others: rounded all alike they need not add up, so it is what is left of the whole. */
  function beside(totals) {
    if (totals.served > 0 && totals.served < 0.5) return totals.served;
    return bare.format(totals.demand) - bare.format(totals.unserved) - bare.format(totals.left_out);
  }

  /** The answer's unit as it stands behind a count: "places", but "1 place". */
  function unitWord(value, answer) {
    return count(value) === "1" ? say("unit.one." + answer.unit) : said(answer.unit_label);
  }

  /** @param {?number} value @param {Object} answer @returns {string} a count with the answer's unit */
  function amount(value, answer) {
    if (value === null || value === undefined) return say("value.unknown");
    return say("value.amount", { count: count(value), unit: unitWord(value, answer) });
  }

  /** The figure that counts blank marks as yes, where nothing marked serves anybody and blank places could; else undefined. */
  function onlyBlank(answer) {
    return answer.totals.served > 0 ? undefined : answer.firmness.find((one) => one.assumption === "blank_as_yes" && one.share_served);
  }

  /** Per cent with one decimal, rounded as Python's round(): a tie between two tenths goes to the even one. */
  function share(value) {
    if (value === null || value === undefined) return say("value.none");
    const points = 100 * value;
    const tie = Number.isInteger(points * 4) && Number.isInteger((points * 4 - 1) / 4);
    let shown = tie ? Math.floor(points * 10) / 10 : Number(points.toFixed(1));
    if (shown >= 100 && value < 1) shown = 99.9;
    if (shown <= 0 && value > 0) shown = 0.1;
    return shown.toFixed(1) + "%";
  }

  /** @param {number} value share @returns {string} percentage points */
  function points(value) {
    return hundredths.format(value * 100);
  }

  /** @param {?number} value @returns {string} */
  function metres(value) {
    return value === null || value === undefined ? say("value.unknown") : metre.format(value) + " m";
  }

  /** @param {string} text ISO date or anything else @returns {string} */
  function date(text) {
    const [found, , month, day] = /^(\d{4})(?:-(\d{2}))?$/.exec(text) || /^(\d{4})-(\d{2})-(\d{2})/.exec(text) || [];
    const when = found && new Date(found.slice(0, 4) + "-" + (month || "01") + "-" + (day || "01") + "T00:00:00Z");
    if (!when || Number.isNaN(when.getTime())) return text;
    return (day ? longDate : month ? monthDate : yearDate).format(when);
  }

  /**
   * An element with attributes, text and children. Strings become text nodes.
   * @param {string} tag @param {?Object<string, string|boolean>} [attributes] @param {...(Node|string|null)} children
   * @returns {HTMLElement}
   */
  function make(tag, attributes, ...children) {
    const svg = ["svg", "use", "rect", "path", "circle"].includes(tag);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === false || value === null) continue;
      element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return /** @type {HTMLElement} */ (element);
  }

  return { settings, lang, say, said, count, amount, beside, onlyBlank, unitWord, share, points, metres, date, make };
})();
