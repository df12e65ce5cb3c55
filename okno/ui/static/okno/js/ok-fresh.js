// <ok-fresh data-since="ms" data-for="20">: has the attribute data-fresh while what it holds is newer than
// `for` seconds. Seconds of the people who look, not okno seconds: a fast demo must still be readable.
import { everySecond, now, speed } from "./clock.js";

class OkFresh extends HTMLElement {
  connectedCallback() {
    this.stop = everySecond(() => {
      const age = (now() - Number(this.dataset.since)) / 1000 / speed();
      this.toggleAttribute("data-fresh", age < Number(this.dataset.for || 20));
    });
  }

  disconnectedCallback() {
    this.stop();
  }
}

customElements.define("ok-fresh", OkFresh);
