// browser.mjs FOLDER: a browser opens each page with the network off; what moves is tried, and pictures are kept.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

const folder = resolve(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOST_BYTES = 1_500_000;
const said = (name, problem) => console.log(problem ? `not ok ${name}: ${problem}` : `ok ${name}`);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A page in a window of its own; what it asks for and complains of is collected. */
async function open(file, options) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const wrong = [], address = `file://${folder}/${file}`;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("dialog", (dialog) => (wrong.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("request", (request) => request.url() !== address && wrong.push(`asks for ${request.url()}`));
  await page.goto(address);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return { page, wrong, done: () => context.close() };
}

const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const box = (page) => page.evaluate(() => document.querySelector("#map").getAttribute("viewBox").split(" ").map(Number));

/** Pairs of names on the map that cover each other. */
const overlaps = (page) => page.evaluate(() => {
  const frame = document.querySelector("#map").getBoundingClientRect();
  const seen = [...document.querySelectorAll("#names text")].map((text) => [text.textContent, text.getBoundingClientRect()])
    .filter(([, r]) => r.width > 0 && r.right > frame.left && r.left < frame.right && r.bottom > frame.top && r.top < frame.bottom);
  const wrong = [];
  seen.forEach(([a, p], i) => seen.slice(i + 1).forEach(([b, q]) => {
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top + 2 < q.bottom - 2 && q.top + 2 < p.bottom - 2) wrong.push(`${a} / ${b}`);
  }));
  return { shown: seen.length, wrong };
});

/** One step of a page's test. */
async function tries(name, what) {
  try {
    said(name, await what());
  } catch (error) {
    said(name, error.message.split("\n")[0]);
  }
}

async function map(name, page) {
  await tries(`${name}: names do not cover each other, at five zooms`, async () => {
    const wrong = [];
    let first;
    for (const step of ["0", "+", "+", "+", "+"]) {
      await page.focus("#map");
      await page.keyboard.press(step);
      await settled(page);
      const found = await overlaps(page);
      wrong.push(...found.wrong);
      first ??= found.shown;
    }
    return wrong.slice(0, 5).join(", ") || (first === 0 && "no names");
  });
  await tries(`${name}: keys and buttons zoom, pan and fit`, async () => {
    await page.focus("#map");
    await page.keyboard.press("0");
    const home = await box(page);
    await page.keyboard.press("+");
    const larger = await box(page);
    await page.keyboard.press("ArrowRight");
    const moved = await box(page);
    await page.click("#out");
    const smaller = await box(page);
    await page.click("#in");
    await page.mouse.move(500, 500);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -240);
    await page.keyboard.up("Control");
    await settled(page);
    const wheeled = await box(page);
    await page.click("#fit");
    const back = await box(page);
    const steps = { "+": larger[2] < home[2], "arrow": moved[0] > larger[0], "-": smaller[2] > moved[2], "wheel": wheeled[2] < moved[2], "fit": Math.abs(back[2] - home[2]) < 1 };
    return Object.entries(steps).filter(([, right]) => !right).map(([step]) => step).join(", ");
  });
  await tries(`${name}: dragging moves the map`, async () => {
    const before = await box(page), frame = await page.locator("#map").boundingBox();
    await page.mouse.move(frame.x + 60, frame.y + frame.height - 90);
    await page.mouse.down();
    await page.mouse.move(frame.x + 160, frame.y + frame.height - 140, { steps: 4 });
    await page.mouse.up();
    const after = await box(page);
    await page.click("#fit");
    return after[0] < before[0] && after[1] > before[1] ? "" : `${before} to ${after}`;
  });
  await tries(`${name}: what is drawn tells its figures`, async () => {
    // A leg, mark or feature that lies free: where the topmost element at a point of it is its own.
    const at = await page.evaluate(() => {
      for (const thing of document.querySelectorAll("#map [data-thing]")) {
        for (const shape of thing.querySelectorAll("path, use")) {
          const r = shape.getBoundingClientRect(), length = shape.getTotalLength?.() ?? 0, matrix = shape.getScreenCTM();
          const points = length ? [0.5, 0.3, 0.7].map((share) => shape.getPointAtLength(length * share).matrixTransform(matrix)) : [{ x: r.x + r.width / 2, y: r.y + r.height / 2 }];
          for (const p of points) if (document.elementFromPoint(p.x, p.y)?.closest("[data-thing]") === thing) return { x: p.x, y: p.y, thing: thing.dataset.thing };
        }
      }
      return null;
    });
    if (!at) return "nothing can be pointed at";
    await page.mouse.move(at.x + 1, at.y);
    await page.mouse.move(at.x, at.y);
    if (!(await page.locator("#tip").isVisible())) return "no figures when pointed at";
    await page.mouse.click(at.x, at.y);
    const panel = await page.locator("#panel").innerText();
    if (panel.length < 10 || !(await page.locator("#panel").isVisible())) return "no panel when clicked";
    await page.keyboard.press("Escape");
    return (await page.locator("#panel").isVisible()) ? "Escape does not close" : "";
  });
  await tries(`${name}: switches hide and show`, async () => {
    const wrong = [];
    for (const input of await page.locator("[data-toggle], [data-toggle-group]").all()) {
      const [route, group] = await input.evaluate((i) => [i.dataset.toggle, i.dataset.toggleGroup]);
      const target = page.locator(route ? `[data-route="${route}"]` : `[data-group="${group}"]`);
      await input.uncheck();
      if (await target.isVisible()) wrong.push(`${route ?? group} stays`);
      await input.check();
      if (!(await target.evaluate((g) => getComputedStyle(g).display !== "none"))) wrong.push(`${route ?? group} does not come back`);
    }
    return wrong.join(", ");
  });
  if (await page.locator(".leg").count()) {
    await tries(`${name}: Tab follows the route, Enter tells`, async () => {
      await page.focus("#map");
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
      await page.keyboard.press("Enter");
      const panel = await page.locator("#panel").isVisible();
      await page.keyboard.press("Escape");
      return focused && panel ? "" : `focus on ${focused}, panel ${panel}`;
    });
  }
}

async function tables(name, page) {
  const filter = page.locator("[data-filter]").first();
  if (await filter.count()) {
    await tries(`${name}: rows are filtered`, async () => {
      const rows = page.locator("section:has([data-filter])").first().locator("tbody tr:not([hidden])");
      const before = await rows.count();
      await filter.fill("zzzz nothing");
      const after = await rows.count();
      await filter.fill("");
      return before > 15 && after === 0 && (await rows.count()) === before ? "" : `${before}, ${after}`;
    });
  }
  const heading = page.locator(".sortable th").first();
  if (await heading.count()) {
    await tries(`${name}: headings sort`, async () => {
      const first = page.locator("table.sortable").first().locator("tbody tr td:first-child");
      await heading.click();
      const up = await first.allInnerTexts();
      await heading.click();
      const down = await first.allInnerTexts();
      return (await heading.getAttribute("aria-sort")) === "descending" && up.join() === [...down].reverse().join() || new Set(up).size < up.length ? "" : "not the other way round";
    });
  }
}

async function test(file) {
  const name = file.replace(".html", ""), bytes = statSync(`${folder}/${file}`).size;
  said(`${name}: ${Math.round(bytes / 1000)} kB`, bytes < MOST_BYTES ? "" : `more than ${MOST_BYTES / 1000} kB`);
  const day = await open(file, { colorScheme: "light" });
  await day.page.screenshot({ path: `${folder}/${name}-light.png` });
  await tries(`${name}: question, answer and method are there`, async () => {
    const texts = await day.page.evaluate(() => [".question", ".answer", ".method"].map((part) => document.querySelector(part)?.innerText ?? ""));
    return texts.every((text) => text.length > 20) ? "" : texts.join(" / ");
  });
  const accessible = () => day.page.evaluate(`${axe}; axe.run({ exclude: ["tr:nth-child(n+9)", "#map .thing:nth-child(n+9)", "#map .leg:nth-child(n+9)"] }, { runOnly: ["wcag2a", "wcag2aa"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", ")))`);
  await tries(`${name}: WCAG 2 AA as axe sees it, light`, async () => (await accessible()).join("; "));
  if (await day.page.locator("#map").count()) await map(name, day.page);
  await tables(name, day.page);
  await tries(`${name}: the theme changes`, async () => {
    const ground = () => day.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await day.page.click("#theme");
    return (await ground()) !== light ? "" : `stays ${light}`;
  });
  await tries(`${name}: WCAG 2 AA as axe sees it, dark`, async () => (await accessible()).join("; "));
  said(`${name}: no error, no request, by day`, [...new Set(day.wrong)].slice(0, 3).join("; "));
  said(`${name}: nothing of the data ran`, (await day.page.title()) === "caught" ? "a script from a name" : "");
  await day.done();

  const night = await open(file, { colorScheme: "dark" });
  await night.page.screenshot({ path: `${folder}/${name}-dark.png` });
  await night.page.emulateMedia({ media: "print" });
  await night.page.pdf({ path: `${folder}/${name}.pdf`, format: "A4", printBackground: true, margin: { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" } });
  const printed = await night.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  said(`${name}: no error by night; paper is white`, [...night.wrong, printed === "rgb(255, 255, 255)" ? [] : [printed]].flat().join("; "));
  await night.done();

  const phone = await open(file, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  await phone.page.screenshot({ path: `${folder}/${name}-phone.png` });
  await tries(`${name}: fits a phone`, async () => {
    const width = await phone.page.evaluate(() => document.scrollingElement.scrollWidth);
    if (width > 391) return `${width} pixels wide`;
    if (!(await phone.page.locator("#map").count())) return "";
    return (await overlaps(phone.page)).wrong.join(", ");
  });
  said(`${name}: no error on a phone`, phone.wrong.join("; "));
  await phone.done();
}
// Two pages at a time.
const files = readdirSync(folder).filter((f) => f.endsWith(".html"));
await Promise.all([1, 2].map(async () => {
  for (let file = files.shift(); file; file = files.shift()) await test(file);
}));
await browser.close();
console.log("end of browser");
