/**
 * What is near one of the worst areas that could help: folded under it; after a redraw asked of the API when it is opened.
 */
GeoService.help = (function () {
  "use strict";
  const { settings, say, said, make } = GeoService.words;

  /** The page of an area. @param {string} set @param {string} code @param {?string} hazard */
  function page(set, code, hazard) {
    const query = new URLSearchParams({ city: settings.city, lang: settings.lang });
    if (hazard) query.set("hazard", hazard);
    return `/areas/${encodeURIComponent(set)}/${encodeURIComponent(code)}?${query}`;
  }

  /** The folded list of an area. @param {string} set @param {string} code @param {?string} hazard */
  function folded(set, code, hazard) {
    const path = settings.urls.near.replace("{city}", encodeURIComponent(settings.city)).replace("{unit_set}", encodeURIComponent(set)).replace("{code}", encodeURIComponent(code));
    const query = new URLSearchParams({ ...(hazard ? { hazard } : {}), lang: settings.lang });
    return make("details", { class: "worst-near", "data-near": `${path}?${query}` }, make("summary", null, say("portal.near")), make("div", null));
  }

  /** Fill the list that was opened, unless it is filled. @param {HTMLDetailsElement} details */
  async function fill(details) {
    const list = details.querySelector("div");
    if (!details.open || list.children.length) return;
    list.replaceChildren(make("p", null, say("portal.near.loading")));
    try {
      const response = await fetch(details.dataset.near, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const { near, not_loaded: lacking } = await response.json();
      list.replaceChildren(...near.map((one) => make("p", null, make("bdi", null, said(one.text)))));
      if (!near.length) list.replaceChildren(make("p", null, say("portal.near.none")));
      if (lacking.text) list.append(make("p", null, make("bdi", null, said(lacking.text))));
    } catch (error) {
      // Emptied, so that it is asked again when it is opened again.
      list.replaceChildren();
      details.open = false;
      document.getElementById("status").textContent = say("problem.network");
    }
  }

  const worst = document.getElementById("worst");
  if (worst) worst.addEventListener("toggle", (event) => fill(event.target), true); // toggle does not bubble

  return { page, folded };
})();
