// What the worker of the browser does with a push: show it, and open the conversation when it is pressed.
// Taken in by worker.js with importScripts.
"use strict";

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {};
  }
  const shown = {
    body: told.body || "",
    tag: told.tag || "askfirst",
    renotify: true,
    icon: "/static/askfirst/icons/mark-192.png",
    data: { link: told.link || "/notifications/" },
  };
  // A browser takes the permission away from whoever is silent after a push.
  event.waitUntil(self.registration.showNotification(told.title || "Askfirst", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data.link, self.location.origin);
  if (link.origin !== self.location.origin) return;
  event.waitUntil(
    (async () => {
      const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const there = open.find((one) => new URL(one.url).pathname === link.pathname);
      if (there) return there.focus();
      const team = open.find((one) => !new URL(one.url).pathname.startsWith("/@"));
      if (team && "navigate" in team) {
        try {
          const gone = await team.navigate(link.href);
          return (gone || team).focus();
        } catch {
          return self.clients.openWindow(link.href);
        }
      }
      return self.clients.openWindow(link.href);
    })(),
  );
});
