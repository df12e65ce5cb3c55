// What the phone does with a notification of okno: it shows it, and a touch leads to the page of the visit.
const PAGES = /^\/[qt]\//;

self.addEventListener("push", (event) => {
  const { id, title, body } = event.data.json();
  const more = { body, tag: id, icon: "/static/okno/favicon.svg", requireInteraction: true };
  event.waitUntil(self.registration.showNotification(title, more));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const open = windows.find(({ url }) => PAGES.test(new URL(url).pathname));
      const link = event.notification.body.match(/https?:\/\/\S+/)?.[0] ?? "/";
      return open ? open.focus() : self.clients.openWindow(link);
    }),
  );
});
