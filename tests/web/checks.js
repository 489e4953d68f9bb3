// What a person who does not see the page needs: names for controls, one h1, landmarks, headings without gaps, a language.
function faultsOfStructure() {
  const faults = [];
  const named = (el) => (el.labels && el.labels.length) || el.getAttribute("aria-label") || el.textContent.trim() || el.title;
  for (const el of document.querySelectorAll("input:not([type=hidden]), select, button, a[href], summary"))
    if (!named(el)) faults.push("no name: " + el.outerHTML.slice(0, 90));
  for (const el of document.querySelectorAll("img")) if (!el.alt) faults.push("no alt: " + el.src);
  for (const el of document.querySelectorAll("svg")) if (!el.querySelector("title")) faults.push("svg without title");
  for (const el of document.querySelectorAll("table")) if (!el.querySelector("th")) faults.push("table without headings");
  if (document.querySelectorAll("h1").length !== 1) faults.push("h1: " + document.querySelectorAll("h1").length);
  if (document.querySelectorAll("main").length !== 1 || !document.querySelector("nav") || !document.querySelector("header")) faults.push("landmarks");
  if (!document.documentElement.lang || !document.title) faults.push("language or title");
  let level = 1;
  for (const el of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
    const now = Number(el.tagName[1]);
    if (now > level + 1) faults.push("heading skips a level: " + el.textContent.slice(0, 60));
    level = now;
  }
  const ids = [...document.querySelectorAll("[id]")].map((el) => el.id);
  if (new Set(ids).size !== ids.length) faults.push("an id stands twice: " + ids.find((id, n) => ids.indexOf(id) !== n));
  return faults;
}

// Contrast of text with what is behind it. Source: WCAG 2.2, 1.4.3 (4.5 : 1; 3 : 1 from 24 px, or 18.66 px bold).
function faultsOfContrast() {
  const lum = ([r, g, b]) => { const f = [r, g, b].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const rgba = (s) => { const n = (s.match(/[\d.]+/g) || []).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const behind = (el) => { for (let e = el; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > .99) return c; }
    return rgba(getComputedStyle(document.body).backgroundColor); };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || el.closest("svg, script, .aside, [hidden], option") || !el.getClientRects().length) continue;
    const style = getComputedStyle(el), size = parseFloat(style.fontSize);
    const a = lum(rgba(style.color)), b = lum(behind(el)), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push(ratio.toFixed(2) + " " + el.tagName + " " + el.textContent.trim().slice(0, 40));
  }
  return faults;
}
