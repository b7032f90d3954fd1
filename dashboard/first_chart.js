// Tells once that the page's first chart is drawn, or that none has come for long. Nothing is drawn.
const LONGEST = 3000; // ms

export default function ({ setTriggerValue }) {
  const started = performance.now();
  const look = () => {
    const drawn = document.querySelector(".js-plotly-plot .main-svg");
    if (drawn) performance.mark("first-chart");
    if (drawn || performance.now() - started > LONGEST) setTriggerValue("drawn", true);
    else waiting = setTimeout(look, 20); // no frame comes to a page in a tab that is not shown
  };
  let waiting = setTimeout(look);
  return () => clearTimeout(waiting);
}
