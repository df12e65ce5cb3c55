// Notifications of this phone: its browser gives an address that nobody else knows; okno keeps it while the visit lasts.
const form = document.querySelector("[data-push]");
const known = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
if (form && known && Notification.permission !== "denied") form.hidden = false;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

// A browser subscribes by a worker that is at work already.
const atWork = (registration) =>
  new Promise((done) => {
    const worker = registration.installing ?? registration.waiting;
    if (registration.active || !worker) return done();
    worker.addEventListener("statechange", () => worker.state === "activated" && done());
  });

form?.addEventListener("submit", async (event) => {
  if (form.elements.push.value) return;
  event.preventDefault();
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
    const registration = await navigator.serviceWorker.register(form.dataset.worker);
    await atWork(registration);
    const asked = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) };
    form.elements.push.value = JSON.stringify(await registration.pushManager.subscribe(asked));
    form.requestSubmit();
  } catch {
    form.querySelector("button").hidden = true;
    form.querySelector("[data-push-why]").hidden = true;
    form.querySelector("[data-push-refused]").hidden = false;
  }
});
