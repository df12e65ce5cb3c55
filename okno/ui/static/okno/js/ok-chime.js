// <ok-chime data-key="call-17">: two soft tones when a new key appears. Made by the browser, no sound file.
// Where the browser refuses sound until somebody touches the page, html[data-sound="blocked"] says so and
// any element with data-sound-on may be pressed.
import { isNews } from "./seen.js";

const TONES = [[659.26, 0], [523.25, 0.28]]; // E5, then C5: heard over voices, startles nobody
const LENGTH = 1.1;
let audio = null;

/** Whether this page may be heard; also said as html[data-sound]. */
async function mayBeHeard() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 200))]);
  const may = audio.state === "running";
  document.documentElement.dataset.sound = may ? "on" : "blocked";
  return may;
}

/** Play the chime; the promise ends with the sound (at once where sound is refused). */
export async function chime() {
  if (!(await mayBeHeard())) return;
  for (const [pitch, after] of TONES) {
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    const start = audio.currentTime + after;
    tone.type = "sine";
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.35, start + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + LENGTH - 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + LENGTH);
  }
  await new Promise((done) => setTimeout(done, LENGTH * 1000));
}

customElements.define("ok-chime", class extends HTMLElement {
  connectedCallback() {
    if (isNews("chime", this.dataset.key)) chime();
  }
});

document.addEventListener("click", (event) => event.target.closest("[data-sound-on]") && chime());
if (document.querySelector("[data-sound-on]")) mayBeHeard(); // the first call must not be the one that finds out
