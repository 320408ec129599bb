/** Two maps side by side: where one looks, the other looks too. Each map tells this page, and this page the other. */
(function () {
  "use strict";
  const frames = [...document.querySelectorAll("iframe.compare-map")];
  window.addEventListener("message", (event) => {
    const from = frames.findIndex((one) => one.contentWindow === event.source);
    if (event.origin !== location.origin || from < 0 || !event.data || event.data.from !== "geo") return;
    for (const [at, one] of frames.entries()) if (at !== from) one.contentWindow.postMessage(event.data, location.origin);
  });
})();
