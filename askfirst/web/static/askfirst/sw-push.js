// What the worker of the browser does with a push: show it, and open the conversation when it is pressed.
// Taken in with importScripts by worker.js, and by the worker of one brand's page for its visitors.
"use strict";

const HOME = new URL(self.registration.scope).pathname;
// The team's worker holds the whole site, but its pages are not the visitors'.
const isOurs = (path) => (HOME === "/" ? !path.startsWith("/@") : path.startsWith(HOME));

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
    data: { link: told.link || (HOME === "/" ? "/notifications/" : HOME), why: told.why?.link },
  };
  if (told.why) shown.actions = [{ action: "why", title: told.why.title }];
  // A browser takes the permission away from whoever is silent after a push.
  event.waitUntil(self.registration.showNotification(told.title || "Askfirst", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { data } = event.notification;
  const link = new URL((event.action === "why" && data.why) || data.link, self.location.origin);
  if (link.origin !== self.location.origin) return;
  event.waitUntil(
    (async () => {
      const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const there = open.find((one) => new URL(one.url).pathname === link.pathname);
      if (there) return there.focus();
      const ours = open.find((one) => isOurs(new URL(one.url).pathname));
      if (ours && "navigate" in ours) {
        try {
          const gone = await ours.navigate(link.href);
          return (gone || ours).focus();
        } catch {
          return self.clients.openWindow(link.href);
        }
      }
      return self.clients.openWindow(link.href);
    })(),
  );
});
