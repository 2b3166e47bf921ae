// The map and the tables of an answer. Data is only ever written as text, never as markup.
"use strict";
(() => {
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const make = (name, text, className) => Object.assign(document.createElement(name), { textContent: text ?? "", className: className ?? "" });
  const data = JSON.parse($("#data").textContent);
  const map = $("#map");

  for (const id of ["theme", "print"]) $("#" + id).hidden = false;
  $("#print").addEventListener("click", () => window.print());
  $("#theme").addEventListener("click", () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
      || (document.documentElement.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  });

  if (map) drawMap();
  tables();

  function drawMap() {
    const box = map.viewBox.baseVal;
    const home = { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
    const view = { x: home.x, y: home.y, k: 1 }; // k: pixels per unit
    let fitted = true, size = { width: 1, height: 1 }, queued = 0;

    const sized = [$("#names"), $("#marks")];
    let scale = 0;
    const fitScale = () => Math.min((size.width - 70) / home.width, (size.height - 60) / home.height);
    function fit() {
      Object.assign(view, { x: home.x, y: home.y, k: fitScale() });
      fitted = true;
      show();
    }
    function show() {
      const least = Math.min(fitScale() / 3, size.width / (16000 / data.unit)), most = 40 / data.unit / 4;
      view.k = Math.min(Math.max(view.k, least), Math.max(most, fitScale() * 2));
      const reach = 10000 / data.unit;
      view.x = Math.min(Math.max(view.x, home.x - reach), home.x + reach);
      view.y = Math.min(Math.max(view.y, home.y - reach), home.y + reach);
      const w = size.width / view.k, h = size.height / view.k;
      map.setAttribute("viewBox", `${view.x - w / 2} ${view.y - h / 2} ${w} ${h}`);
      // Only what keeps its size, and only when it changes: on the whole map it would style every line anew.
      if (scale !== view.k) for (const group of sized) group.style.setProperty("--s", 1 / view.k);
      scale = view.k;
      scaleBar();
      cancelAnimationFrame(queued);
      queued = requestAnimationFrame(names);
    }
    function zoom(factor, at = { x: size.width / 2, y: size.height / 2 }) {
      const before = view.k, dx = at.x - size.width / 2, dy = at.y - size.height / 2;
      const x = view.x + dx / before, y = view.y + dy / before;
      view.k *= factor;
      show();
      view.x = x - dx / view.k;
      view.y = y - dy / view.k;
      fitted = false;
      show();
    }
    function pan(dx, dy) {
      view.x += dx / view.k;
      view.y += dy / view.k;
      fitted = false;
      show();
    }
    new ResizeObserver(() => {
      const { width, height } = map.getBoundingClientRect();
      if (!width || !height) return;
      size = { width, height };
      fitted ? fit() : show();
    }).observe(map);

    // On paper the map has another size; its names are set for that.
    let screen = null;
    addEventListener("beforeprint", () => {
      screen ??= { size, k: view.k };
      size = { width: 700, height: 454 };
      view.k = Math.min(view.k * (size.width / screen.size.width), fitted ? fitScale() : Infinity);
      show();
      names();
    });
    addEventListener("afterprint", () => {
      if (!screen) return;
      ({ size, k: view.k } = screen);
      screen = null;
      show();
    });

    // Lambert's azimuthal equal-area projection backwards (Snyder 1987, eq. 20-14, 20-15, 24-16).
    function position(x, y) {
      const radius = data.radius / data.unit, rad = Math.PI / 180, rho = Math.hypot(x, y) || 1e-9;
      const c = 2 * Math.asin(Math.min(1, rho / (2 * radius))), lat0 = data.centre[1] * rad;
      const lat = Math.asin(Math.cos(c) * Math.sin(lat0) - (y * Math.sin(c) * Math.cos(lat0)) / rho);
      const lon = Math.atan2(x * Math.sin(c), rho * Math.cos(lat0) * Math.cos(c) + y * Math.sin(lat0) * Math.sin(c));
      return [data.centre[0] * rad + lon, lat];
    }
    function scaleBar() {
      const reach = 50 / view.k, [a, p] = position(view.x - reach, view.y), [b, q] = position(view.x + reach, view.y);
      const half = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin((b - a) / 2) ** 2;
      const perPixel = (2 * data.radius * Math.asin(Math.sqrt(half))) / 100;
      const most = perPixel * Math.min(140, size.width / 4), power = 10 ** Math.floor(Math.log10(most));
      const km = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
      $("#scale-bar").style.width = `${km / perPixel}px`;
      $("#scale-text").textContent = `${km.toLocaleString("en")} km`;
    }

    // Names, the most important first; one is left out where it would cover another or a symbol.
    const layer = $("#names"), spots = $("#under"), svg = "http://www.w3.org/2000/svg";
    const labels = data.labels.map(([x, y, text, kind, half, routes]) => {
      const group = document.createElementNS(svg, "g"), label = document.createElementNS(svg, "text");
      group.setAttribute("transform", `translate(${x} ${y})`);
      label.setAttribute("class", `fix ${kind}`);
      label.textContent = text;
      group.append(label);
      layer.append(group);
      return { x, y, half, label, group, kind: kind.split(" ")[0], rank: Number(kind.slice(-1)) || 0, routes: routes ? routes.split(" ") : [] };
    });
    const measured = (l) => (l.width ??= l.label.getComputedTextLength()), tall = (l) => (l.height ??= parseFloat(getComputedStyle(l.label).fontSize));
    const lines = $$("#routes .line, #features .line").map((path) => {
      const points = path.getAttribute("d").match(/-?\d+/g).map(Number); // the path data of this page: M x y l dx dy ...
      for (let i = 2; i < points.length; i++) points[i] += points[i - 2];
      return { points: points.length % 2 ? [] : points, route: path.closest("[data-route]")?.dataset.route };
    });
    const limits = { ocean: [60, 60, 60, 60], sea: [24, 9, 4.5, 2.2], country: [40, 9, 4.5, 2.4], place: [14, 7, 3, 1.2] }; // km per pixel
    function names() {
      const taken = [], km = data.unit / view.k, hidden = new Set($$("[data-toggle]").filter((i) => !i.checked).map((i) => i.dataset.toggle));
      const seen = (l) => l.routes.length === 0 || l.routes.some((r) => !hidden.has(r));
      const free = (b) => taken.every((t) => b[2] <= t[0] || b[0] >= t[2] || b[3] <= t[1] || b[1] >= t[3]);
      const dots = [], left = view.x * view.k - size.width / 2, top = view.y * view.k - size.height / 2;
      const edge = [left, top, left + size.width, top + size.height];
      const crossed = tracks(hidden);
      taken.push([edge[2] - 55, edge[1], edge[2], edge[1] + 130], [edge[0], edge[3] - 45, edge[0] + 170, edge[3]]); // buttons and scale
      for (const l of labels) if (l.routes.length && seen(l)) taken.push([l.x * view.k - l.half, l.y * view.k - 8, l.x * view.k + l.half, l.y * view.k + 8]);
      for (const l of labels) {
        const cx = l.x * view.k, cy = l.y * view.k;
        const inside = cx >= edge[0] && cx <= edge[2] && cy >= edge[1] && cy <= edge[3];
        let place = null;
        if (inside && seen(l) && (l.rank === 0 || km < limits[l.kind][l.rank - 1])) {
          if (l.width === undefined) l.group.classList.remove("off"); // what is not drawn has no length
          const w = measured(l), h = tall(l), gap = l.half + 3, ground = ["country", "sea", "ocean"].includes(l.kind);
          const tries = ground
            ? [0, 1.3, -1.3, 2.6, -2.6].flatMap((up) => [0, 0.4, -0.4].map((side) => [side * w, h * (0.35 + up), "middle"]))
            : [[gap, h * 0.35, "start"], [-gap, h * 0.35, "end"], [0, -10, "middle"], [0, h + 8, "middle"], [gap - 4, -7, "start"], [gap - 4, h + 4, "start"], [4 - gap, -7, "end"], [4 - gap, h + 4, "end"]];
          const fits = tries.map(([dx, dy, anchor]) => {
            const x = cx + dx - (anchor === "middle" ? w / 2 : anchor === "end" ? w : 0), y = cy + dy - h * 0.8;
            return [dx, dy, anchor, [x - 3, y - 1, x + w + 3, y + h + 1]];
          }).filter(([, , , a]) => a[0] >= edge[0] && a[1] >= edge[1] && a[2] <= edge[2] && a[3] <= edge[3] && free(a));
          // Better beside the routes than across them.
          place = fits.find(([, , , area]) => !crossed(area)) ?? (ground && l.rank > 1 ? null : fits[0]);
        }
        l.group.classList.toggle("off", !place);
        if (!place) continue;
        taken.push(place[3]);
        const [x, y, anchor] = place, key = `${x} ${y} ${anchor}`;
        if (l.key !== key) for (const [name, value] of Object.entries({ x, y, "text-anchor": anchor })) l.label.setAttribute(name, value);
        l.key = key;
        if (l.kind === "place") dots.push(`M${l.x} ${l.y}h0`);
      }
      spots.replaceChildren();
      const spot = document.createElementNS(svg, "path");
      spot.setAttribute("class", "spot");
      spot.setAttribute("d", dots.join(""));
      spots.append(spot);
    }

    // Whether an area of the screen holds a piece of a route, by cells of a grid.
    function tracks(hidden) {
      const cells = new Set(), cell = 10;
      const near = (x, y) => Math.abs(x - view.x * view.k) < size.width && Math.abs(y - view.y * view.k) < size.height;
      for (const path of lines) {
        if (hidden.has(path.route)) continue;
        for (let i = 2; i < path.points.length; i += 2) {
          const [ax, ay, bx, by] = path.points.slice(i - 2, i + 2).map((v) => v * view.k);
          if (!near(ax, ay) && !near(bx, by)) continue;
          const steps = Math.min(2000, Math.ceil(Math.hypot(bx - ax, by - ay) / cell));
          for (let s = 0; s <= steps; s++) cells.add(`${Math.floor((ax + ((bx - ax) * s) / steps) / cell)},${Math.floor((ay + ((by - ay) * s) / steps) / cell)}`);
        }
      }
      return ([left, top, right, bottom]) => {
        for (let x = Math.floor(left / cell); x <= right / cell; x++) for (let y = Math.floor(top / cell); y <= bottom / cell; y++) if (cells.has(`${x},${y}`)) return true;
        return false;
      };
    }

    // Drag, pinch, wheel.
    const fingers = new Map();
    let moved = 0;
    const at = (event) => {
      const { left, top } = map.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    map.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, at(event));
      moved = 0;
    });
    map.addEventListener("pointermove", (event) => {
      const last = fingers.get(event.pointerId), now = at(event);
      if (!last) return hover(event, now);
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      moved += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
      if (moved < 4) return;
      if (!map.hasPointerCapture(event.pointerId)) map.setPointerCapture(event.pointerId);
      map.classList.add("dragging");
      $("#tip").hidden = true;
      fingers.set(event.pointerId, now);
      if (others.length === 0) return pan(last.x - now.x, last.y - now.y);
      const [other] = others, gap = (p) => Math.hypot(p.x - other.x, p.y - other.y) || 1;
      zoom(gap(now) / gap(last), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    });
    const lift = (event) => {
      fingers.delete(event.pointerId);
      if (fingers.size === 0) map.classList.remove("dragging");
    };
    map.addEventListener("pointerup", lift);
    map.addEventListener("pointercancel", lift);
    map.addEventListener("pointerleave", () => ($("#tip").hidden = true));
    map.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== map) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0018)), at(event));
    }, { passive: false });
    $("#in").addEventListener("click", () => zoom(1.6));
    $("#out").addEventListener("click", () => zoom(1 / 1.6));
    $("#fit").addEventListener("click", fit);

    const keys = { ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60),
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: fit, Escape: () => choose(null) };
    map.addEventListener("keydown", (event) => {
      const thing = event.target.closest("[data-thing]");
      if ((event.key === "Enter" || event.key === " ") && thing) {
        event.preventDefault();
        return choose(thing);
      }
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });

    // Figures of what is pointed at, and of what is chosen; those of a feature with a row stand in the table.
    const rows = $$(".of-features tbody tr"), headings = $$(".of-features th").map((heading) => heading.textContent);
    function about(thing) {
      const number = Number(thing.dataset.thing), [title, figures, sources] = data.things[number], row = rows[number - data.first];
      if (!row) return [title, figures.map(([key, value]) => [data.keys[key], value]), sources];
      const cells = [...row.cells].map((cell, i) => [headings[i], cell.textContent]);
      return [title, cells.filter(([key, value]) => value && !["source", "sources", "name"].includes(key)), sources];
    }
    const tip = $("#tip"), panel = $("#panel");
    function hover(event, now) {
      const thing = event.target.closest?.("[data-thing]");
      tip.hidden = !thing;
      if (thing) showTip(thing, now);
    }
    function showTip(thing, where) {
      const [title, figures] = about(thing);
      tip.replaceChildren(make("b", title), ...figures.slice(0, 4).map(([key, value]) => make("div", `${key}: ${value}`)));
      tip.hidden = false;
      tip.style.left = `${Math.max(4, Math.min(where.x + 14, size.width - tip.offsetWidth - 4))}px`;
      tip.style.top = `${where.y + 18 + tip.offsetHeight > size.height ? where.y - tip.offsetHeight - 10 : where.y + 18}px`;
    }
    map.addEventListener("focusin", (event) => {
      const thing = event.target.closest("[data-thing]");
      if (!thing || !thing.matches(":focus-visible")) return;
      const { left, top, width, height } = thing.getBoundingClientRect(), frame = map.getBoundingClientRect();
      const where = { x: left + width / 2 - frame.left, y: top + height / 2 - frame.top };
      if (where.x < 0 || where.y < 0 || where.x > size.width || where.y > size.height) pan(where.x - size.width / 2, where.y - size.height / 2);
      else showTip(thing, where);
    });
    map.addEventListener("focusout", () => (tip.hidden = true));
    map.addEventListener("click", (event) => {
      const thing = event.target.closest("[data-thing]");
      if (moved < 4 && thing) choose(thing);
    });
    function choose(thing) {
      for (const old of $$(".chosen", map)) old.classList.remove("chosen");
      panel.hidden = !thing;
      tip.hidden = true;
      if (!thing) return;
      thing.classList.add("chosen");
      const [title, figures, sources] = about(thing);
      const close = make("button", "×", "close"), list = make("dl"), from = make("ul", "", "from");
      close.type = "button";
      close.setAttribute("aria-label", "Close");
      close.addEventListener("click", () => choose(null));
      for (const [key, value] of figures) list.append(make("dt", key), make("dd", value));
      for (const id of sources) {
        const item = make("li"), [citation, url] = data.sources[id] ?? [id, ""];
        if (/^https?:/.test(url)) item.append(Object.assign(make("a", citation), { href: url, rel: "noreferrer" }));
        else item.textContent = citation;
        from.append(item);
      }
      panel.replaceChildren(close, make("h3", title), list, ...(sources.length ? [make("small", "Sources"), from] : []));
      panel.scrollIntoView({ block: "nearest" });
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && choose(null));

    // Alternatives and groups on and off.
    for (const input of $$("[data-toggle], [data-toggle-group]")) {
      input.addEventListener("change", () => {
        const shown = new Set($$("[data-toggle]").filter((i) => i.checked).map((i) => i.dataset.toggle));
        for (const route of $$("[data-route]", map)) route.classList.toggle("off", !shown.has(route.dataset.route));
        for (const mark of $$("[data-routes]", map)) mark.classList.toggle("off", !mark.dataset.routes.split(" ").some((r) => shown.has(r)));
        for (const group of $$("[data-toggle-group]")) $(`[data-group="${group.dataset.toggleGroup}"]`, map).classList.toggle("off", !group.checked);
        names();
      });
    }

    // A row of the table of features shows its feature.
    rows.forEach((row, i) => {
      const thing = $(`.thing[data-thing="${data.first + i}"]`, map);
      if (!thing) return;
      row.dataset.thing = data.first + i;
      row.tabIndex = 0;
      const open = () => {
        const { x, y, width, height } = thing.getBBox();
        Object.assign(view, { x: x + width / 2, y: y + height / 2, k: Math.min(0.6 * size.width / (width || 1), 0.6 * size.height / (height || 1), fitScale() * 8) });
        fitted = false;
        show();
        choose(thing);
        $(".map-box").scrollIntoView({ block: "nearest" });
      };
      row.addEventListener("click", open);
      row.addEventListener("keydown", (event) => event.key === "Enter" && open());
    });
  }

  // Tables sort by a click on a heading, and long ones are filtered.
  function tables() {
    for (const filter of $$(".filter")) {
      filter.hidden = false;
      const rows = $$("tbody tr", filter.parentElement), input = $("input", filter), count = $("output", filter);
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/);
        for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
        count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
      });
    }
    for (const table of $$(".sortable")) {
      $$("th", table).forEach((heading, column) => {
        heading.tabIndex = 0;
        const sort = () => {
          const up = heading.getAttribute("aria-sort") !== "ascending", numeric = heading.classList.contains("n");
          for (const other of $$("th", table)) other.removeAttribute("aria-sort");
          heading.setAttribute("aria-sort", up ? "ascending" : "descending");
          const value = (row) => row.cells[column].textContent, number = (text) => (text === "" ? Infinity : Number(text.replaceAll(",", "")));
          const order = (a, b) => (numeric ? number(value(a)) - number(value(b)) : value(a).localeCompare(value(b))) || 0;
          table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => (up ? order(a, b) : order(b, a))));
        };
        heading.addEventListener("click", sort);
        heading.addEventListener("keydown", (event) => event.key === "Enter" && sort());
      });
    }
  }
})();
