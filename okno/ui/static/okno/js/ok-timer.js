// <ok-timer data-since="ms" data-typical="seconds">: okno time spent, with a line against the typical time.
// data-until="ms" counts down instead; at zero the event `okno-timer-end` bubbles up.
// data-state says plain, soon (past 80 %) or over, for CSS.
import { everySecond, now } from "./clock.js";

const two = (number) => String(number).padStart(2, "0");

/** 65 → "1:05", 3665 → "1:01:05". */
export function figures(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

class OkTimer extends HTMLElement {
  connectedCallback() {
    this.stop = everySecond(() => this.show());
  }

  disconnectedCallback() {
    this.stop();
  }

  show() {
    const { since, until, typical } = this.dataset;
    const seconds = Math.max(0, Math.floor((until ? Number(until) - now() : now() - Number(since)) / 1000));
    const time = this.querySelector(".timer__time") ?? this;
    time.textContent = figures(seconds);
    if (until && seconds === 0 && !this.ended) {
      this.ended = true;
      this.dispatchEvent(new CustomEvent("okno-timer-end", { bubbles: true }));
    }
    if (!Number(typical)) return;
    const part = seconds / Number(typical);
    this.dataset.state = part > 1 ? "over" : part > 0.8 ? "soon" : "plain";
    this.querySelector(".timer__fill")?.setAttribute("width", Math.min(100, part * 100).toFixed(1));
  }
}

customElements.define("ok-timer", OkTimer);
