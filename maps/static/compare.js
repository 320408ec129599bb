/** Two maps side by side: where one looks, the other looks too. Each map tells this page, and this page the other. */
(function () {
  "use strict";
  const frames = [...document.querySelectorAll("iframe.compare-map")];
  /** A frame as high as what is in it: its legend must not be cut off. (Nothing in it is as high as the frame, or both would grow.) */
  const fit = (one) => {
    const page = one.contentDocument && one.contentDocument.querySelector("body.map");
    if (page) new ResizeObserver(() => { one.style.height = page.scrollHeight + 4 + "px"; }).observe(page);
  };
  for (const one of frames) {
    one.addEventListener("load", () => fit(one));
    fit(one);
  }
  window.addEventListener("message", (event) => {
    const from = frames.findIndex((one) => one.contentWindow === event.source);
    if (event.origin !== location.origin || from < 0 || !event.data || event.data.from !== "geo") return;
    for (const [at, one] of frames.entries()) if (at !== from) one.contentWindow.postMessage(event.data, location.origin);
  });
})();
