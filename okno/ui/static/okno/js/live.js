// One stream of nudges for the whole page. A nudge `hall:3` becomes the event `okno:hall:3` on body, and
// every fragment that listens for it asks for itself again (htmx). `okno:*` means: everybody ask again.
const GATHER = 150; // several nudges within this many milliseconds are one
const HIDDEN = 15_000; // a tab nobody looks at gives its line back after this long
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

const root = document.documentElement;
const address = document.querySelector('meta[name="okno-wire"]')?.content;
let stream = null;
let wait = FIRST_WAIT;
let again = 0;
let hiding = 0;
let gathered = new Set();
let missed = false;

/** The state of the line, for CSS (html[data-link]) and for ok-live: "on" or "lost". */
function link(state) {
  if (root.dataset.link === state) return;
  root.dataset.link = state;
  document.dispatchEvent(new CustomEvent("okno-link", { detail: state }));
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
    link("on");
    if (missed) nudge(["*"]);
    missed = false;
  };
  stream.onmessage = ({ data }) => {
    link("on");
    nudge(data.split(" "));
  };
  stream.addEventListener("lost", () => link("lost"));
  stream.onerror = () => {
    close();
    link("lost");
    again = setTimeout(open, wait * (0.75 + Math.random() / 2)); // many screens must not return as one
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

function close() {
  stream?.close();
  stream = null;
  missed = true;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (!document.hidden) open();
  else if (!("keepLive" in document.body.dataset)) hiding = setTimeout(() => (clearTimeout(again), close()), HIDDEN);
});
addEventListener("online", () => (close(), open())); // what was open before may be dead without saying so
addEventListener("offline", () => link("lost"));
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && open());

// What htmx tells of the line: a request that never arrived, an answer while the database is away, a good answer.
document.addEventListener("htmx:sendError", () => link("lost"));
document.addEventListener("htmx:timeout", () => link("lost"));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 503 && detail.requestConfig.verb === "get") link("lost");
  else if (detail.xhr.getResponseHeader("HX-Retarget")) [detail.shouldSwap, detail.isError] = [true, false];
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  document.dispatchEvent(new CustomEvent("okno-updated"));
  if (!address || stream?.readyState === EventSource.OPEN) link("on");
});

open();
