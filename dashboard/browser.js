// Steps to go back by, links that stay in the tab, and whether the window is narrow. Nothing is drawn.
const NARROW = matchMedia("(max-width: 640px)");
const FILES = /^\/(media|static|component|_stcore)\//;

let kept = []; // query parameters that every link carries on
let told = false; // what the server believes of NARROW

export default function ({ data, setStateValue }) {
  kept = data.kept;
  const tell = () => {
    if (told !== NARROW.matches) setStateValue("narrow", (told = NARROW.matches));
  };
  NARROW.onchange = tell;
  tell();
  if (!window.papertide) {
    window.papertide = true;
    keepSteps();
    markFirstChart();
  }
}

// When the first chart was drawn, for whoever measures it: see tests/browser/speed.py.
function markFirstChart() {
  if (document.querySelector(".js-plotly-plot .main-svg")) performance.mark("first-chart");
  else setTimeout(markFirstChart, 20);
}

// Streamlit follows the browser's back button, but writes most changes of a filter over the entry before; a page with
// new parameters gets two. Here whatever one gesture of the reader brings about is one entry, and what comes by itself
// (a run that ends, a parameter put right) is none.
function keepSteps() {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let gesture = false;
  for (const kind of ["pointerdown", "keydown", "click"])
    addEventListener(kind, (event) => (gesture ||= event.isTrusted), true);
  addEventListener("popstate", () => (gesture = false), true);
  history.pushState = history.replaceState = (state, unused, url) => {
    const next = new URL(url ?? location.href, location.href);
    const moves = next.pathname + next.search !== location.pathname + location.search;
    (gesture && moves ? push : replace)(state, unused, url);
    if (moves) gesture = false;
  };
  keepLinks((url) => {
    gesture = false;
    push({}, "", url);
    dispatchEvent(new PopStateEvent("popstate")); // Streamlit goes where the address says, without loading anew
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  });
}

// Links to pages of the dashboard carry the filters on and stay in the tab, wherever they stand: in Markdown and HTML
// they would open another or load everything anew, in tables they are opened by a call of window.open.
function keepLinks(follow) {
  const written = new WeakMap(); // what links said before the filters were written into them, and after
  const target = (event) => {
    const link = event.composedPath().find((node) => node.matches?.('a[href^="/"]'));
    if (!link) return [];
    const href = link.getAttribute("href");
    const [own, whole] = written.get(link) ?? [];
    const said = href === whole ? own : href;
    return [link, inside(said), said];
  };
  const write = (event) => {
    const [link, url, said] = target(event);
    if (!url) return;
    const whole = url.pathname + url.search; // what "open in a new tab" and "copy link" take
    link.setAttribute("href", whole);
    link.target = "_self";
    written.set(link, [said, whole]);
  };
  const click = (event) => {
    const [, url] = target(event);
    if (!url || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    follow(url);
  };
  addEventListener("pointerover", write, true);
  addEventListener("focusin", write, true);
  addEventListener("click", click, true);
  const open = window.open.bind(window);
  window.open = (address, ...rest) => {
    const url = address && inside(address);
    if (!url) return open(address, ...rest);
    follow(url);
    return null;
  };
}

// The address with the filters in force, when it is a page of the dashboard; what it says itself stays.
function inside(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || FILES.test(url.pathname)) return null;
  const here = new URLSearchParams(location.search);
  for (const name of kept) {
    if (url.searchParams.has(name)) continue;
    for (const value of here.getAll(name)) url.searchParams.append(name, value);
  }
  url.hash = ""; // in tables it holds the name that is shown
  return url;
}
