// The map that moves: places and outlines from this server alone, drawn on a canvas. Without scripts a picture stands here.
"use strict";
(() => {
  const KM_PER_DEGREE = 111.32; // of latitude. Source: WGS 84 mean
  const CELL = 46; // pixels in which places become one dot with their number
  const HALOS = 12; // circles drawn round one dot: of more nobody sees which is which
  const CLOSEST = 4000; // pixels a degree: nearer than this no place in the register is known
  const STEEPEST = 85; // degrees: Mercator has no poles
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const degrees = (angle) => (angle * 180) / Math.PI;
  const shown = (latitude) => radians(Math.min(Math.max(latitude, -STEEPEST), STEEPEST));
  const raised = (latitude) => degrees(Math.log(Math.tan(Math.PI / 4 + shown(latitude) / 2)));
  const lowered = (y) => degrees(2 * Math.atan(Math.exp(radians(y))) - Math.PI / 2);
  const plural = (n, word) => `${n.toLocaleString("en").replace(/,/g, "\u2009")} ${word}${n === 1 ? "" : "s"}`;

  function widen(box, by) {
    for (const n of [0, 1]) box[n] = Math.min(box[n], by[n]);
    for (const n of [2, 3]) box[n] = Math.max(box[n], by[n]);
  }

  // TopoJSON: arcs of quantised differences; ~n is arc n backwards. Source: TopoJSON specification 2.1.4.
  function outlines(base) {
    const { scale, translate } = base.land.transform;
    const arcs = base.land.arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => {
        x += dx;
        y += dy;
        return [x * scale[0] + translate[0], -raised(y * scale[1] + translate[1])];
      });
    });
    const dashed = new Set(base.contested);
    return base.land.objects.countries.geometries.map((country) => {
      const polygons = country.type === "Polygon" ? [country.arcs] : country.arcs || [];
      const path = new Path2D();
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      let largest = 0, named = null;
      for (const ring of polygons.flat()) {
        const points = ring.flatMap((n, at) => {
          const arc = n < 0 ? arcs[~n].slice().reverse() : arcs[n];
          return at ? arc.slice(1) : arc;
        });
        const own = [Infinity, Infinity, -Infinity, -Infinity];
        points.forEach(([x, y], at) => {
          if (at) path.lineTo(x, y); else path.moveTo(x, y);
          widen(own, [x, y, x, y]);
        });
        path.closePath();
        widen(box, own);
        const size = (own[2] - own[0]) * (own[3] - own[1]);
        if (size > largest) { largest = size; named = [(own[0] + own[2]) / 2, (own[1] + own[3]) / 2, own[2] - own[0]]; }
      }
      return { name: country.properties.name, path, box, named, dashed: dashed.has(country.properties.name) };
    });
  }

  function disputedPath(lines) {
    const path = new Path2D();
    for (const line of lines) {
      line.forEach(([x, y], at) => (at ? path.lineTo(x, -raised(y)) : path.moveTo(x, -raised(y))));
    }
    return path;
  }

  function placesOf(collection) {
    return collection.features.map(({ geometry, properties }) => {
      const [longitude, latitude] = geometry.coordinates;
      const halo = (properties.radius_km || 0) / KM_PER_DEGREE / Math.max(Math.cos(radians(latitude)), 0.1);
      return { x: longitude, y: -raised(latitude), halo, ...properties };
    });
  }

  function drawn(figure, places, land, disputed) {
    const canvas = figure.querySelector("canvas"), told = figure.querySelector("[data-told]");
    const brush = canvas.getContext("2d");
    const view = { x: 0, y: 0, scale: 4 };
    let wide = 0, high = 0, waits = false, colours = {}, dots = [], stepped = null;

    const across = (x) => (x - view.x) * view.scale + wide / 2;
    const down = (y) => (y - view.y) * view.scale + high / 2;
    const least = () => Math.max(wide / 360, 1);
    function hold() {
      view.scale = Math.min(Math.max(view.scale, least()), CLOSEST);
      view.x = Math.min(Math.max(view.x, -180), 180);
      view.y = Math.min(Math.max(view.y, -raised(STEEPEST)), raised(STEEPEST));
    }

    function whole() {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const p of places) widen(box, [p.x, p.y, p.x, p.y]);
      const [west, north, east, south] = box;
      view.x = (west + east) / 2;
      view.y = (north + south) / 2;
      view.scale = Math.min(wide / Math.max((east - west) * 1.3, 5), high / Math.max((south - north) * 1.3, 3.3));
    }

    // Places near each other at this scale as one dot; the same ones together wherever the map is moved.
    function clusters() {
      const level = 2 ** Math.floor(Math.log2(view.scale));
      if (stepped && stepped.level === level) return stepped.found;
      const cells = new Map();
      for (const p of places) {
        const key = `${Math.floor((p.x * level) / CELL)},${Math.floor((p.y * level) / CELL)}`;
        const cell = cells.get(key);
        if (cell) { cell.places.push(p); cell.events += p.events; } else cells.set(key, { places: [p], events: p.events });
      }
      const found = [...cells.values()].map((cell) => {
        const middle = (name) => cell.places.reduce((sum, p) => sum + p[name] * p.events, 0) / cell.events;
        return { x: middle("x"), y: middle("y"), events: cell.events, places: cell.places };
      }).sort((a, b) => b.events - a.events);
      stepped = { level, found };
      return found;
    }

    const over = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

    function lettering(text, x, y, colour, taken, align) {
      const size = brush.measureText(text).width, left = align === "center" ? x - size / 2 : x;
      const box = [left - 2, y - 11, left + size + 2, y + 4];
      if (box[0] < 0 || box[2] > wide || taken.some((t) => over(box, t))) return;
      taken.push(box);
      brush.lineWidth = 3;
      brush.strokeStyle = colours.sea;
      brush.fillStyle = colour;
      brush.strokeText(text, left, y);
      brush.fillText(text, left, y);
    }

    function ground() {
      const ratio = window.devicePixelRatio || 1;
      brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      brush.fillStyle = colours.sea;
      brush.fillRect(0, 0, wide, high);
      brush.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * across(0), ratio * down(0));
      const inside = (box) => across(box[2]) >= 0 && across(box[0]) <= wide && down(box[3]) >= 0 && down(box[1]) <= high;
      const seen = land.filter((country) => inside(country.box));
      brush.fillStyle = colours.land;
      brush.strokeStyle = colours.soft;
      for (const country of seen) {
        brush.lineWidth = (country.dashed ? 1 : 0.6) / view.scale;
        brush.setLineDash(country.dashed ? [4 / view.scale, 3 / view.scale] : []);
        brush.fill(country.path);
        brush.stroke(country.path);
      }
      brush.lineWidth = 1.2 / view.scale;
      brush.setLineDash([4 / view.scale, 3 / view.scale]);
      brush.stroke(disputed);
      brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      return seen;
    }

    function draw() {
      waits = false;
      const seen = ground();
      const taken = [];
      const size = (c) => (c.places.length > 1 ? Math.min(10 + Math.sqrt(c.events), 24) : 4.5 + Math.min(Math.sqrt(c.events), 5));
      dots = clusters().map((c) => ({ ...c, left: across(c.x), top: down(c.y), size: size(c) }))
        .filter((d) => d.left > -40 && d.left < wide + 40 && d.top > -40 && d.top < high + 40);
      brush.setLineDash([3, 3]);
      brush.lineWidth = 1;
      brush.strokeStyle = colours.dot;
      for (const dot of dots) {
        for (const p of dot.places.length <= HALOS ? dot.places : []) {
          if (p.halo * view.scale <= dot.size) continue;
          brush.beginPath();
          brush.arc(across(p.x), down(p.y), p.halo * view.scale, 0, 2 * Math.PI);
          brush.globalAlpha = 0.1;
          brush.fillStyle = colours.dot;
          brush.fill();
          brush.globalAlpha = 1;
          brush.stroke();
        }
      }
      brush.setLineDash([]);
      for (const dot of dots) {
        brush.beginPath();
        brush.arc(dot.left, dot.top, dot.size, 0, 2 * Math.PI);
        brush.fillStyle = colours.dot;
        brush.fill();
        brush.strokeStyle = colours.paper;
        brush.stroke();
        taken.push([dot.left - dot.size, dot.top - dot.size, dot.left + dot.size, dot.top + dot.size]);
      }
      names(seen, taken);
      scaleBar();
    }

    function names(seen, taken) {
      brush.font = "600 11px system-ui, sans-serif";
      brush.textAlign = "center";
      brush.fillStyle = colours.paper;
      for (const dot of dots) if (dot.places.length > 1) brush.fillText(String(dot.events), dot.left, dot.top + 4);
      brush.textAlign = "left";
      brush.font = "12px system-ui, sans-serif";
      for (const dot of dots) {
        if (dot.places.length > 1) continue;
        const [p] = dot.places;
        const name = p.name.replace(/[\u202a-\u202e\u2066-\u2069]/g, ""); // signs that turn words around
        const text = (name.length > 30 ? `${name.slice(0, 29)}…` : name) + (p.events > 1 ? ` (${p.events})` : "");
        lettering(text, dot.left + dot.size + 3, dot.top + 4, colours.ink, taken);
      }
      for (const country of seen) {
        if (!country.named || country.named[2] * view.scale <= 70) continue;
        lettering(country.name, across(country.named[0]), down(country.named[1]), colours.soft, taken, "center");
      }
    }

    function scaleBar() {
      const perKm = view.scale / KM_PER_DEGREE / Math.cos(radians(lowered(-view.y)));
      const km = [2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1].find((n) => n * perKm < 150) || 1;
      const end = wide - 12, start = end - km * perKm, base = high - 14;
      brush.strokeStyle = colours.soft;
      brush.lineWidth = 1;
      brush.beginPath();
      brush.moveTo(start, base - 5); brush.lineTo(start, base); brush.lineTo(end, base); brush.lineTo(end, base - 5);
      brush.stroke();
      brush.textAlign = "center";
      brush.fillStyle = colours.soft;
      brush.fillText(`${km} km`, (start + end) / 2, base - 4);
      brush.textAlign = "left";
    }

    function soon() { hold(); if (!waits) { waits = true; requestAnimationFrame(draw); } }

    function fitted() {
      const style = getComputedStyle(canvas), ratio = window.devicePixelRatio || 1;
      wide = canvas.clientWidth;
      high = canvas.clientHeight;
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(high * ratio);
      const of = (name) => style.getPropertyValue(`--chart-${name}`).trim();
      colours = { ink: of("ink"), soft: of("soft"), paper: of("paper"), sea: of("sea"), land: of("land"), dot: of("state-1") };
      soon();
    }

    function zoom(by, x = wide / 2, y = high / 2) {
      const [at, to] = [view.x + (x - wide / 2) / view.scale, view.y + (y - high / 2) / view.scale];
      view.scale = Math.min(Math.max(view.scale * by, least()), CLOSEST);
      view.x = at - (x - wide / 2) / view.scale;
      view.y = to - (y - high / 2) / view.scale;
      soon();
    }

    function move(dx, dy) {
      view.x += dx / view.scale;
      view.y += dy / view.scale;
      soon();
    }

    function say(dot) {
      const list = document.createElement("ul");
      const most = [...dot.places].sort((a, b) => b.events - a.events).slice(0, 12);
      for (const p of most) {
        const item = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi");
        name.textContent = p.name || "a place without a name";
        link.href = p.href;
        link.append(name);
        item.append(link, `: ${plural(p.events, "event")}${p.radius_km ? `, known to ${p.radius_km} km` : ""}`);
        list.append(item);
      }
      const more = dot.places.length - most.length;
      told.replaceChildren(list, ...(more ? [`and ${plural(more, "more place")}; zoom in to tell them apart.`] : []));
    }

    // What is at a point, or with `reach` what is nearest to it.
    function pick(x, y, reach = 6) {
      const away = (d) => Math.hypot(d.left - x, d.top - y);
      const [near] = dots.filter((d) => away(d) <= d.size + reach).sort((a, b) => away(a) - away(b));
      if (near) say(near);
      if (near && near.places.length > 1 && view.scale < CLOSEST) {
        [view.x, view.y] = [near.x, near.y];
        zoom(2.5);
      }
      else if (near) move(near.left - wide / 2, near.top - high / 2);
      else move(x - wide / 2, y - high / 2);
    }

    const held = new Map();
    let moved = false;
    canvas.addEventListener("pointerdown", (e) => {
      held.set(e.pointerId, [e.offsetX, e.offsetY]);
      moved = false;
      canvas.setPointerCapture(e.pointerId);
    });
    canvas.addEventListener("pointermove", (e) => {
      const from = held.get(e.pointerId);
      if (!from) return;
      const [dx, dy] = [e.offsetX - from[0], e.offsetY - from[1]];
      if (!moved && Math.hypot(dx, dy) < 4) return;
      moved = true;
      const other = [...held.entries()].find(([id]) => id !== e.pointerId);
      if (other) {
        const [ox, oy] = other[1];
        const apart = (x, y) => Math.max(Math.hypot(x - ox, y - oy), 1);
        zoom(apart(e.offsetX, e.offsetY) / apart(...from), (e.offsetX + ox) / 2, (e.offsetY + oy) / 2);
      } else move(-dx, -dy);
      held.set(e.pointerId, [e.offsetX, e.offsetY]);
    });
    canvas.addEventListener("pointerup", (e) => { if (held.delete(e.pointerId) && !moved) pick(e.offsetX, e.offsetY); });
    canvas.addEventListener("pointercancel", (e) => held.delete(e.pointerId));
    // Only after a click into the map, or with Ctrl: whoever scrolls the page past the map must not get stuck in it.
    canvas.addEventListener("wheel", (e) => {
      if (!e.ctrlKey && document.activeElement !== canvas) return;
      e.preventDefault();
      zoom(e.deltaY < 0 ? 1.25 : 0.8, e.offsetX, e.offsetY);
    }, { passive: false });
    const keys = {
      ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0), ArrowUp: () => move(0, -60), ArrowDown: () => move(0, 60),
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: whole, Enter: () => pick(wide / 2, high / 2, Infinity),
    };
    canvas.addEventListener("keydown", (e) => {
      if (!keys[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      e.stopPropagation();
      keys[e.key]();
      soon();
    });
    const acts = { nearer: () => zoom(1.6), farther: () => zoom(1 / 1.6), whole };
    for (const button of figure.querySelectorAll("button[data-map]")) {
      button.addEventListener("click", () => { acts[button.dataset.map](); soon(); });
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fitted);
    new ResizeObserver(fitted).observe(canvas);
    fitted();
    whole();
    soon();
    requestAnimationFrame(() => requestAnimationFrame(() => { figure.dataset.state = "drawn"; }));
  }

  async function fetched(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`the server said ${answer.status}`);
    return answer.json();
  }

  async function start(figure) {
    try {
      const [collection, base] = await Promise.all([figure.dataset.places, figure.dataset.base].map(fetched));
      drawn(figure, placesOf(collection), outlines(base), disputedPath(base.disputed));
    } catch (trouble) {
      figure.dataset.state = "failed";
      const said = `The map could not be loaded: ${trouble.message}. The places are listed below; load the page again for it.`;
      figure.querySelector("[data-told]").textContent = said;
    }
  }

  // Fetched when it comes near the screen: whoever never scrolls there loads nothing.
  const near = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      near.unobserve(target);
      start(target);
    }
  }, { rootMargin: "300px" });
  document.querySelectorAll("[data-places]").forEach((figure) => { figure.hidden = false; near.observe(figure); });
})();
