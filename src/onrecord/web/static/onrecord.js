// Keys and small conveniences; every page works without this file. Moving never decides: only the keys of buttons do.
"use strict";
(() => {
  const $$ = (selector) => Array.from(document.querySelectorAll(selector));
  const inField = (target) => target.closest("input, select, textarea, [contenteditable], dialog") !== null;
  const nameOf = (event) => (event.key === " " ? "space" : event.key);
  const bound = (key) => $$("[data-key]").find((el) => el.dataset.key.split(" ").includes(key) && !el.disabled);
  let sent = false;

  function press(element) {
    if (element.tagName === "BUTTON") {
      const form = element.form;
      if (sent || !form) return;
      if (!form.reportValidity()) return;
      sent = true; // one key, one decision: holding it down sends nothing more
      form.requestSubmit(element);
    } else if (element.tagName === "INPUT") {
      element.focus();
      element.select();
    } else if (element.getAttribute("href").startsWith("#")) {
      const target = document.querySelector(element.getAttribute("href"));
      if (target.tagName === "DETAILS") target.open = true;
      const first = target.querySelector("select, input:not([type=hidden])");
      target.scrollIntoView({ block: "nearest" });
      if (first) first.focus();
    } else {
      element.click();
    }
  }

  function move(by) {
    const steps = $$("[data-step]").filter((el) => el.offsetParent !== null);
    if (!steps.length) return;
    const at = steps.findIndex((el) => el.classList.contains("here"));
    const next = steps[Math.min(Math.max(at + by, 0), steps.length - 1)];
    steps.forEach((el) => el.classList.remove("here"));
    next.classList.add("here");
    const link = next.matches("a") ? next : next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && inField(event.target)) { event.target.blur(); return; }
    if (inField(event.target)) return;
    const onControl = event.target.closest("button, a[href], summary");
    const key = nameOf(event);
    if (onControl && (key === "Enter" || (key === "space" && onControl.tagName !== "A"))) return;
    if (event.repeat && key !== "j" && key !== "k") { if (bound(key)) event.preventDefault(); return; }
    if (key === "?") {
      const keys = document.getElementById("keys");
      keys.open = !keys.open;
      if (keys.open) keys.scrollIntoView({ block: "nearest" });
      event.preventDefault();
      return;
    }
    const element = bound(key);
    if (element) { event.preventDefault(); press(element); return; }
    if (key === "j" || key === "k") { event.preventDefault(); move(key === "j" ? 1 : -1); }
  });

  window.addEventListener("pageshow", () => { sent = false; });

  // A report: a claim's card and its words light up together.
  const light = (records, on) => {
    const ids = new Set(records.filter(Boolean));
    $$("[data-records]").forEach((el) => { if (el.dataset.records.split(" ").some((id) => ids.has(id))) el.classList.toggle("lit", on); });
    $$("[data-record]").forEach((el) => { if (ids.has(el.dataset.record)) el.classList.toggle("lit", on); });
  };
  $$("[data-record]").forEach((el) => {
    for (const [kind, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      el.addEventListener(kind, () => light([el.dataset.record], on));
    }
  });
  $$("[data-records]").forEach((el) => {
    el.addEventListener("mouseenter", () => light(el.dataset.records.split(" "), true));
    el.addEventListener("mouseleave", () => light(el.dataset.records.split(" "), false));
  });

  // Review: words selected in the text go into a field of the edit form.
  const words = document.getElementById("words");
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const now = document.getSelection();
    if (words && now && !now.isCollapsed && words.contains(now.anchorNode) && words.contains(now.focusNode)) selected = now.toString().trim();
  });
  $$("button[data-selection]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (selected) button.closest("form").elements[button.dataset.selection].value = selected;
    });
  });

  // An address that points into folded text unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let el = target; el; el = el.parentElement) if (el.tagName === "DETAILS") el.open = true;
    target.scrollIntoView({ block: "center" });
    const cited = target.closest("article.reading") && document.querySelector(`[data-records~="${CSS.escape(target.id)}"]`);
    if (cited) light([target.id], true);
  };
  window.addEventListener("hashchange", unfold);
  unfold();
})();
