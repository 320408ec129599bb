/**
 * Colours safe for colour-blind eyes: one ramp of falling lightness for gaps, blue and black for symbols. Three classes, white
 * and zones cannot all stand 3 : 1 from each other: a gap's edge does (from what is lighter beside it), and the inks of patterns
 * from their grounds. Held by tests/maps/test_colours.py, for red-green blind eyes too.
 */
GeoService.colours = Object.freeze({
  gap: ["#fdd9a0", "#f08a3c", "#b3320b"],
  gapEdge: "#7a1f05",
  nobody: "#e3e5e8",
  nobodyInk: "#787f87",
  unknown: "#d3c6e6",
  unknownInk: "#7357a6",
  served: "#fbfcf7",
  notAsked: "#eceef1",
  land: "#dadde1",
  line: "#8a9199",
  ward: "#4a5158",
  border: "#1a1a1c",
  place: "#0b3d91",
  otherPlace: "#5c636b",
  unserved: "#1a1a1c",
  water: "#a9d3e8",
  zoneGround: "#cde2f0",
  zoneInk: "#2f78b4",
  hatch: "#7a1f05",
});
