"use strict";
// Takes a change of the log back, by one more line of it.

const byId = (id) => document.getElementById(id);
const said = JSON.parse(byId("words").textContent);
const csrf = document.querySelector("meta[name=csrf]").content;

function askName() {
  const dialog = byId("who-dialog"), input = dialog.querySelector("input");
  return new Promise((done) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      const name = input.value.trim();
      if (dialog.returnValue !== "save" || !name) { done(""); return; }
      document.cookie = `nhiemvu_who=${encodeURIComponent(name)}; path=/; max-age=31536000; samesite=strict`;
      done(name);
    }, { once: true });
    dialog.showModal();
  });
}
byId("who-dialog").querySelector("[data-close]").addEventListener("click", () => byId("who-dialog").close());
function tell(text) {
  const line = document.createElement("p");
  line.className = "bad";
  line.textContent = text;
  byId("live").replaceChildren(line);
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-undo]");
  if (!button) return;
  said.who = said.who || await askName();
  if (!said.who) return;
  try {
    const answer = await fetch(`/api/v1/documents/${encodeURIComponent(button.dataset.document)}/changes`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrf },
      body: JSON.stringify({ who: said.who, seen: Number(button.dataset.seen),
        changes: [{ action: "undo", key: button.dataset.undo }] }),
    });
    if (answer.ok) { location.reload(); return; }
    const told = await answer.json();
    tell(told.detail || told.title);
  } catch {
    tell(said.live.offline);
  }
});
