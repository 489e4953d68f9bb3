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

  // The days to look back to, as a slider: moving it tells, resting on a day goes there. The address holds the whole state.
  $$("[data-asof]").forEach((strip) => {
    const days = strip.dataset.asof.split(",").filter(Boolean).map((one) => one.split(" "));
    if (!days.length) return;
    const inWords = (iso) => new Date(`${iso}T00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const here = () => {
      if (!strip.dataset.day) return days.length;
      const at = days.findIndex(([iso]) => iso > strip.dataset.day);
      return Math.max((at < 0 ? days.length : at) - 1, 0);
    };
    const told = (at) => {
      if (at === days.length) return "now, with everything on record";
      const out = days.slice(0, at + 1).reduce((sum, [, n]) => sum + Number(n), 0);
      return `at the end of ${inWords(days[at][0])} (${out} ${out === 1 ? "report" : "reports"} out by then)`;
    };
    const range = document.createElement("input");
    const words = document.createElement("output");
    Object.assign(range, { type: "range", min: 0, max: days.length, step: 1, value: here() });
    range.setAttribute("aria-label", "As known");
    const say = () => { words.textContent = told(Number(range.value)); range.setAttribute("aria-valuetext", words.textContent); };
    const key = `asof ${location.pathname}`;
    let due = 0;
    const go = () => {
      const to = new URL(location.href);
      const at = Number(range.value);
      if (at === here() && (at < days.length || !strip.dataset.day)) return;
      if (at === days.length) to.searchParams.delete("as_of"); else to.searchParams.set("as_of", days[at][0]);
      sessionStorage.setItem(key, "moved");
      location.assign(to);
    };
    range.addEventListener("input", say);
    range.addEventListener("change", () => { clearTimeout(due); due = setTimeout(go, 600); });
    strip.querySelector("span").textContent = "As known";
    strip.querySelector("ol").replaceWith(range, words);
    say();
    if (sessionStorage.getItem(key)) { sessionStorage.removeItem(key); range.focus({ preventScroll: true }); }
    window.addEventListener("pageshow", (event) => { if (event.persisted) { range.value = here(); say(); } });
  });

  // The timeline: one stop for the tab key, arrow keys from bar to bar, and what the bar is in words below.
  $$("[data-times]").forEach((times) => {
    const bars = Array.from(times.querySelectorAll("svg a"));
    const words = times.querySelector("[data-told]");
    const say = (bar) => { words.textContent = `${bar.getAttribute("aria-label")}. Enter or click for the list.`; };
    times.addEventListener("keydown", (event) => {
      const at = bars.indexOf(document.activeElement);
      const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
      if (at < 0 || next === undefined || !bars[next]) return;
      event.preventDefault();
      bars.forEach((bar) => bar.setAttribute("tabindex", "-1"));
      bars[next].setAttribute("tabindex", "0");
      bars[next].focus();
    });
    bars.forEach((bar) => { bar.addEventListener("focus", () => say(bar)); bar.addEventListener("mouseenter", () => say(bar)); });
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
