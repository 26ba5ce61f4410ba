// Begins once the page has loaded.

async function begin() {
  const wasThere = Boolean(container.controller);
  registration = await container.register(address);
  await container.ready;
  if (!wasThere) ask({ act: "renew", page: here });
  await showAnswers();
  send();
}

if (container) {
  container.addEventListener("message", ({ data: { answer } }) => {
    if (answer.page !== here) return listAnswers();
    location.hash = answer.section;
    return location.reload();
  });
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => document.hidden || send());
  addEventListener("load", () => begin().catch(() => {})); // a browser may refuse to keep anything
}
