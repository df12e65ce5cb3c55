// <ok-say data-key="call-17" data-text="Ticket A 17, counter 4" data-lang="en" data-chime>: spoken once, in turn.
// Others (a robot, a hall's own loudspeaker) may take a call over: the event `okno-say` on document carries
// {text, lang}; who calls preventDefault() has spoken it.
import { chime } from "./ok-chime.js";
import { isNews } from "./seen.js";

const LONGEST = 15_000; // some engines forget to say that they have ended
let turn = Promise.resolve();

function speak(text, lang) {
  const offer = new CustomEvent("okno-say", { detail: { text, lang }, cancelable: true });
  if (!document.dispatchEvent(offer) || !window.speechSynthesis || !text) return Promise.resolve();
  return new Promise((done) => {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    words.rate = 0.9;
    words.voice = speechSynthesis.getVoices().find((voice) => voice.lang.startsWith(lang)) ?? null;
    words.onend = words.onerror = done;
    setTimeout(done, LONGEST);
    speechSynthesis.speak(words);
  });
}

/** Say `text` after everything that waits to be said, with the chime before it if asked. */
export function say(text, lang = document.documentElement.lang, withChime = false) {
  turn = turn.then(async () => {
    if (withChime) await chime();
    await speak(text, lang);
  });
  return turn;
}

customElements.define("ok-say", class extends HTMLElement {
  connectedCallback() {
    const { key, text = "", lang, chime: withChime } = this.dataset;
    if (isNews("say", key)) say(text, lang, withChime !== undefined);
  }
});
