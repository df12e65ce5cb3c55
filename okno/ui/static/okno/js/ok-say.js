// <ok-say data-key="call-17" data-since="ms" data-text="Ticket A 17, counter 4" data-lang="en" data-chime>: made
// known once, in turn, the earliest first. While it is its turn html[data-calling] holds the key: who cannot hear
// sees it (surfaces/board.css).
// Only voices that live on this machine speak: no call waits for, or is told to, a server elsewhere. Without such a
// voice the chime alone is heard.
// Others (a robot, a hall's own loudspeaker) may take a call over: the event `okno-say` on document carries
// {text, lang}; who calls preventDefault() has spoken it.
import { chime } from "./ok-chime.js";
import { isNews } from "./seen.js";

const LONGEST = 15_000; // some engines forget to say that they have ended
const SEEN = 3_000; // the shortest time a call is shown, in silence too
const VOICES_COME = 1_500; // engines tell their voices late, and only once asked
const root = document.documentElement;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const line = [];
let speaking = false;

/** The voices of this machine, or none when the engine has told none in time. */
async function voices() {
  if (!speechSynthesis.getVoices().length) {
    await Promise.race([new Promise((told) => speechSynthesis.addEventListener("voiceschanged", told, { once: true })), pause(VOICES_COME)]);
  }
  return speechSynthesis.getVoices().filter((voice) => voice.localService);
}

async function speak(text, lang) {
  const offer = new CustomEvent("okno-say", { detail: { text, lang }, cancelable: true });
  if (!document.dispatchEvent(offer) || !window.speechSynthesis || !text) return;
  const voice = (await voices()).find((each) => each.lang.toLowerCase().startsWith(lang));
  if (!voice) return;
  const words = Object.assign(new SpeechSynthesisUtterance(text), { lang, voice, rate: 0.9 });
  await new Promise((done) => {
    const stuck = setTimeout(() => (speechSynthesis.cancel(), done()), LONGEST);
    words.onend = words.onerror = () => (clearTimeout(stuck), done());
    speechSynthesis.speak(words);
  });
}

async function announce({ key, text = "", lang = root.lang, chime: withChime }) {
  root.dataset.calling = key;
  const heard = (withChime === undefined ? Promise.resolve() : chime()).then(() => speak(text, lang));
  await Promise.allSettled([heard, pause(SEEN)]);
  delete root.dataset.calling;
}

/** One call after another; whoever was called earlier goes first, also when word of it came later. */
async function speakInTurn() {
  speaking = true;
  await null; // what comes in one renewal is put in order before the first is spoken
  while (line.length) {
    line.sort((one, other) => Number(one.since) - Number(other.since));
    await announce(line.shift());
  }
  speaking = false;
}

customElements.define("ok-say", class extends HTMLElement {
  connectedCallback() {
    if (!isNews("say", this.dataset.key)) return;
    line.push({ ...this.dataset });
    if (!speaking) speakInTurn();
  }
});
