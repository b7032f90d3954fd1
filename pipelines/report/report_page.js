// Draws the charts in the reader's mode and at the width there is; always light when printed.
const charts = JSON.parse(document.getElementById("charts").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const NARROW = 560; // px
const LEAST = 640; // of a chart that a phone moves sideways

function draw(mode) {
  for (const [name, chart] of Object.entries(charts)) {
    const place = document.getElementById(name);
    const width = place.clientWidth;
    const { data, wide, narrow } = chart[mode];
    const small = width < NARROW;
    const layout = small && narrow ? { ...narrow, width } : { ...wide, width: small ? LEAST : width };
    Plotly.react(place, structuredClone(data), structuredClone(layout), { displayModeBar: false });
  }
}

const inMode = () => draw(dark.matches ? "dark" : "light");
inMode();
dark.addEventListener("change", inMode);
window.addEventListener("beforeprint", () => draw("light"));
window.addEventListener("afterprint", inMode);
let width = window.innerWidth;
let waiting;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return; // a phone's bars come and go
  width = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(inMode, 150);
});
