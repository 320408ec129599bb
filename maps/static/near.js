"use strict";
// The one thing this page needs a script for: the phone's own position, asked for only when the button is pressed.
(() => {
  const box = document.getElementById("near-here");
  const form = document.getElementById("near-form");
  if (!box || !form || !navigator.geolocation || !window.isSecureContext) return;
  const button = box.querySelector("button");
  const failed = box.querySelector(".failed");
  box.hidden = false;
  // A hazard chosen after something was found shows its places at once.
  if (document.querySelector("#found")) {
    for (const one of form.querySelectorAll("input[name=hazard]")) one.addEventListener("change", () => {
      const address = new URL(location.href);
      address.searchParams.set("hazard", one.value);
      location.assign(address);
    });
  }
  button.addEventListener("click", () => {
    button.disabled = true;
    failed.hidden = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const asked = new URLSearchParams(new FormData(form));
        asked.delete("place");
        // Four decimals are ten metres: enough for a way, and no more than that is told.
        asked.set("lon", coords.longitude.toFixed(4));
        asked.set("lat", coords.latitude.toFixed(4));
        location.assign(`/near?${asked}`);
      },
      () => {
        button.disabled = false;
        failed.textContent = failed.dataset.words;
        failed.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
})();
