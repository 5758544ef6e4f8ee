// The page works without this file. With it, the conversation stays on the page; nothing is kept in the browser.
"use strict";
(() => {
  const log = document.getElementById("conversation");
  const form = document.getElementById("say");
  const text = document.getElementById("text");
  if (!log || !form || !window.fetch) return;

  const send = async (fields) => {
    const answer = await fetch("/", { method: "POST", body: new URLSearchParams(fields), headers: { "X-Part": "replies" } });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const old of log.querySelectorAll("form.sp-choices")) old.remove();
    const first = log.lastElementChild;
    log.insertAdjacentHTML("beforeend", await answer.text());
    const shown = first ? first.nextElementSibling : log.firstElementChild;
    if (shown) shown.scrollIntoView({ block: "start" });
    form.elements.update.value = `${form.elements.update.value.split(".")[0]}.${Date.now()}`;
  };

  document.addEventListener("submit", (event) => {
    const target = event.target;
    if (target !== form && !target.classList.contains("sp-choices")) return;
    const fields = { update: target.elements.update.value };
    if (target === form) {
      fields.text = text.value;
    } else if (event.submitter) {
      fields.choice = event.submitter.value;
    } else return;
    event.preventDefault();
    const buttons = [...document.querySelectorAll("main button")];
    buttons.forEach((button) => { button.disabled = true; });
    send(fields).then(() => { text.value = ""; text.focus({ preventScroll: true }); })
      .catch(() => { target.submit(); })
      .finally(() => { buttons.forEach((button) => { button.disabled = false; }); });
  });

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
