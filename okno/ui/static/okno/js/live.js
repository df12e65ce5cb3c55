// One stream of nudges for the whole page. A nudge `hall:3` becomes the event `okno:hall:3` on body, and
// every fragment that listens for it asks for itself again (htmx). `okno:*` means: everybody ask again.
//
// Whether a screen may be believed depends on the age of what it shows, not on the line alone: nudges may arrive
// while nobody answers the questions. What was doubted is believed again only after a fragment has been renewed.
const GATHER = 150; // several nudges within this many milliseconds are one
const HIDDEN = 15_000; // a tab nobody looks at gives its line back after this long
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
const STALE = 35_000; // a fragment asks again every 30 s at the latest and has 5 for the answer
const AGAIN = 10_000; // how often one in doubt asks by itself

const root = document.documentElement;
const address = document.querySelector('meta[name="okno-wire"]')?.content;
const uneven = (time) => time * (0.75 + Math.random() / 2); // many screens must not return as one
let stream = null;
let wait = FIRST_WAIT;
let again = 0;
let hiding = 0;
let gathered = new Set();
let missed = false;
let isUp = !address; // the line of nudges
let isDoubted = false;
let renewedAt = performance.now();
let asksAt = 0;

const keptLive = () => "keepLive" in document.body.dataset;
const hasFragments = () => Boolean(document.querySelector("[data-live]"));
const isStopped = () => "elsewhere" in root.dataset; // centre.js: it asks no more, and says so

/** The state of the screen, for CSS (html[data-link]) and for ok-live: "on", or "lost" when it may show what was. */
function tell() {
  if (document.hidden && !keptLive()) return;
  const isOld = isDoubted || (hasFragments() && performance.now() - renewedAt > STALE);
  const state = isUp && (isStopped() || !isOld) ? "on" : "lost";
  if (state === "lost") askAgain();
  if (root.dataset.link === state) return;
  root.dataset.link = state;
  document.dispatchEvent(new CustomEvent("okno-link", { detail: state }));
}

function askAgain() {
  if (performance.now() < asksAt) return;
  asksAt = performance.now() + uneven(AGAIN);
  nudge(["*"]);
}

function doubt() {
  isDoubted = true;
  tell();
}

function renewed() {
  isDoubted = false;
  renewedAt = performance.now();
  document.dispatchEvent(new CustomEvent("okno-updated"));
  tell();
}

function nudge(topics) {
  if (!gathered.size) setTimeout(dispatch, GATHER);
  topics.forEach((topic) => gathered.add(topic));
}

function dispatch() {
  const topics = gathered.has("*") ? ["*"] : [...gathered];
  gathered = new Set();
  topics.forEach((topic) => document.body.dispatchEvent(new CustomEvent(`okno:${topic}`, { bubbles: true })));
}

function open() {
  clearTimeout(again);
  if (!address || stream) return;
  stream = new EventSource(address);
  stream.onopen = () => {
    wait = FIRST_WAIT;
    isUp = true;
    if (missed) nudge(["*"]);
    missed = false;
    if (!hasFragments()) isDoubted = false; // nothing here grows old
    tell();
  };
  stream.onmessage = ({ data }) => {
    isUp = true;
    nudge(data.split(" "));
    tell();
  };
  stream.addEventListener("lost", () => ((isUp = false), doubt()));
  stream.onerror = () => {
    close();
    doubt();
    again = setTimeout(open, uneven(wait));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

function close() {
  stream?.close();
  stream = null;
  isUp = !address;
  missed = true;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (!document.hidden) open();
  else if (!keptLive()) hiding = setTimeout(() => (clearTimeout(again), close()), HIDDEN);
});
addEventListener("online", () => (close(), open())); // what was open before may be dead without saying so
addEventListener("offline", doubt);
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && open());

// What htmx tells: a request that never arrived, one that hangs, an answer while the database is away, a good answer.
document.addEventListener("htmx:sendError", doubt);
document.addEventListener("htmx:timeout", doubt);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 503 && detail.requestConfig.verb === "get") doubt();
  else if (detail.xhr.getResponseHeader("HX-Retarget")) [detail.shouldSwap, detail.isError] = [true, false];
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && (detail.target.matches("[data-live]") || !hasFragments())) renewed();
});

open();
setInterval(tell, 1000);
