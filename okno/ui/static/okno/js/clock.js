// Okno time in the browser: the server said what time it is and how fast it runs; nobody asks the system clock.
const root = document.documentElement;
const RESYNC = 60_000;

// The page was right when its first byte arrived, not when this file was read.
let knownAt = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
let known = Number(root.dataset.now) || Date.now();
let rate = Number(root.dataset.speed) || 1;

/** Okno time in milliseconds since 1970. */
export const now = () => known + (performance.now() - knownAt) * rate;

/** How many okno seconds pass in a second of the people looking at the screen. */
export const speed = () => rate;

/** Ask the server again: a demo day may have begun, or the machine has slept. */
export async function resync() {
  if (!root.dataset.clock) return;
  try {
    const answer = await fetch(root.dataset.clock, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { now: at, speed: fast } = await answer.json();
    [known, rate, knownAt] = [at, fast, performance.now()];
    tick();
  } catch {
    // Offline: what we know is still the best there is.
  }
}

const listeners = new Set();
let beat = 0;
const tick = () => listeners.forEach((listener) => listener());

/** Call `listener` at once and every second while it is registered; answers the way to stop. */
export function everySecond(listener) {
  listeners.add(listener);
  beat ||= setInterval(tick, 1000);
  listener();
  return () => {
    listeners.delete(listener);
    if (!listeners.size) beat = clearInterval(beat) || 0;
  };
}

setInterval(() => document.hidden || resync(), RESYNC);
document.addEventListener("visibilitychange", () => document.hidden || resync());
document.addEventListener("okno:*", resync);
