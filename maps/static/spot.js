/**
 * A spot pointed at: marked, and explained in a bubble or, on a narrow map, in a sheet at its foot.
 */
GeoService.spot = (function () {
  "use strict";
  const { say, make } = GeoService.words;
  const { draw, explain, names } = GeoService;
  const byId = (id) => document.getElementById(id);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let map = /** @type {?L.Map} */ (null);
  let state = () => ({});

  let popup = /** @type {?L.Popup} */ (null);
  let looking = /** @type {?AbortController} */ (null);
  let mark = null;
  /** What was pressed to get here: it has the focus again when the explanation is closed. */
  let back = /** @type {?HTMLElement} */ (null);

  function marked(latlng) {
    if (mark) mark.remove();
    const icon = L.divIcon({ className: "map-mark", iconSize: [22, 22] });
    mark = latlng ? L.marker(latlng, { icon, pane: "mark", interactive: false, keyboard: false }).addTo(map) : null;
  }

  /** Say in two lines what is at the spot and why it is or is not served. */
  function explainAt(latlng) {
    const symbol = explain.symbolAt(map, latlng);
    if (symbol) {
      forget();
      const [lon, lat] = symbol.geometry.coordinates;
      return open(L.latLng(lat, lon), explain.aboutSymbol(symbol));
    }
    tell(latlng, explain.aboutSpot(latlng.lng, latlng.lat));
  }

  /** Open the words about a spot; where the nearest place belongs to them, ask for it first. */
  async function tell(latlng, words) {
    forget();
    if (!words.pending) return open(latlng, words);
    looking = new AbortController();
    const { signal } = looking;
    open(latlng, { ...words, lines: [...words.lines, say("explain.loading")] }, true);
    try {
      const found = await explain.nearest(state(), latlng.lng, latlng.lat, signal);
      if (!signal.aborted) open(latlng, { ...words, lines: [...words.lines, explain.aboutNearest(found), ...explain.aboutLeftOut(found)] });
    } catch (error) {
      if (!signal.aborted) open(latlng, { ...words, lines: [...words.lines, say("problem.network")] });
    }
  }

  /** Show the words beside the spot; on a narrow map in a sheet at its foot, where nothing lies over them. */
  function open(latlng, words, pending) {
    const card = explain.card(words);
    if (map.getSize().x < 560) sheet(latlng, card);
    else bubble(latlng, card);
    marked(latlng);
    if (!pending) byId("status").textContent = [words.title, ...words.lines].join(" ");
  }

  function bubble(latlng, card) {
    if (!popup) popup = L.popup({ maxWidth: 360, minWidth: 300, autoPanPaddingTopLeft: [12, 64], autoPanPaddingBottomRight: [64, 12] });
    popup.setLatLng(latlng).setContent(card);
    if (!map.hasLayer(popup)) popup.openOn(map);
    const button = popup.getElement() && popup.getElement().querySelector(".leaflet-popup-close-button");
    if (button) button.setAttribute("aria-label", say("map.close"));
  }

  function sheet(latlng, card) {
    const foot = byId("explain-sheet");
    card.tabIndex = 0; // long words scroll within the sheet, by keyboard too
    const button = make("button", { class: "sheet-close", type: "button", "aria-label": say("map.close") }, "×");
    button.addEventListener("click", close);
    foot.replaceChildren(card, button);
    foot.hidden = false;
    const free = (map.getSize().y - foot.offsetHeight) / 2;
    foot.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    map.panBy(map.latLngToContainerPoint(latlng).subtract([map.getSize().x / 2, Math.max(40, free)]), { animate: !calm });
  }

  /** What is still asked for must not open what has been closed. */
  function forget() {
    if (looking) looking.abort();
    looking = null;
  }

  /** Close whatever explains. @returns {boolean} whether anything did */
  function close() {
    const foot = byId("explain-sheet");
    const open = !foot.hidden || Boolean(popup && map.hasLayer(popup));
    const inside = byId("map-frame").contains(document.activeElement);
    forget();
    map.closePopup();
    foot.hidden = true;
    foot.replaceChildren();
    marked(null);
    if (open && inside) giveBack();
    return open;
  }

  /** The focus goes back to where it came from (to the search's button where the search is folded again), else to the map. */
  function giveBack() {
    const seen = (one) => one && one.isConnected && one.getClientRects().length;
    const to = seen(back) ? back : back && seen(byId("site-search-open")) ? byId("site-search-open") : null;
    (to || map.getContainer()).focus({ preventScroll: !to });
    back = null;
  }

  /** The map takes the focus, and remembers from where. */
  function takeFocus() {
    const from = /** @type {HTMLElement} */ (document.activeElement);
    if (!byId("map-frame").contains(from)) back = from === document.body ? null : from;
    byId("map-frame").scrollIntoView({ block: "nearest" });
    map.getContainer().focus({ preventScroll: true });
  }

  /** Show one of the worst areas: move there and explain it. */
  function showUnit(code) {
    const unit = draw.context.collection.features.find((one) => one.properties.role === "unit" && one.properties.code === code);
    if (!unit || !unit.geometry) return;
    const gaps = draw.context.collection.features.filter((one) => one.properties.role === "gap" && one.properties.unit_code === code);
    const [lon, lat] = names.within((gaps[0] || unit).geometry);
    map.stop();
    map.fitBounds(L.geoJSON(unit).getBounds(), { maxZoom: 15, padding: [60, 60], animate: false });
    takeFocus();
    explainAt(L.latLng(lat, lon));
  }

  /**
   * Show what a search found: move there, mark it, say what it is and why it is or is not served.
   * @param {{group: string, id: string, name: string, lon: number, lat: number, bounds: ?number[]}} hit
   * @param {string} page address of the page about it
   */
  function showFound(hit, page) {
    const at = L.latLng(hit.lat, hit.lon);
    map.stop();
    if (hit.bounds) {
      const [west, south, east, north] = hit.bounds;
      map.fitBounds([[south, west], [north, east]], { maxZoom: 15, padding: [40, 40], animate: false });
    } else map.setView(at, Math.max(15, map.getZoom()), { animate: false });
    takeFocus();
    tell(at, explain.aboutFound(hit, page));
  }

  /** Whether there is a map to show anything on. */
  const ready = () => map !== null;

  /** @param {L.Map} folium @param {function(): Object} asked what is asked now, for the nearest place */
  function attach(folium, asked) {
    map = folium;
    state = asked;
    map.createPane("mark").style.zIndex = "640";
    map.on("click", (event) => {
      back = null;
      explainAt(event.latlng);
    });
    map.on("popupclose", (event) => {
      forget();
      marked(null);
      const shut = event.popup.getElement();
      if (shut && shut.contains(document.activeElement)) giveBack();
    });
    byId("explain-sheet").addEventListener("keydown", (event) => {
      if (event.key === "Escape" && close()) event.stopPropagation();
    });
  }

  return { attach, explainAt, showUnit, showFound, ready, close };
})();
