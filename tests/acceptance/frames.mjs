// frames.mjs FOLDER [NAME...]: what a pan and a zoom of each page cost, by the browser's own trace. For docs/benchmarks; tests nothing.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

const [folder, ...names] = [resolve(process.argv[2]), ...process.argv.slice(3)];
const STEPS = 60;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const frame = (page) => page.evaluate(() => new Promise(requestAnimationFrame));

const moves = {
  async pan(page, x, y) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= STEPS; i++) await page.mouse.move(x + i * 6, y + Math.sin(i / 9) * 40).then(() => frame(page));
    await page.mouse.up();
  },
  async zoom(page, x, y) {
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    for (let i = 1; i <= STEPS; i++) await page.mouse.wheel(0, i < 40 ? -60 : 60).then(() => frame(page));
    await page.keyboard.up("Control");
  },
};

/** Milliseconds of the main thread and of the raster threads in a step, and between pictures: half and 19 of 20 are below. */
async function cost(page, move) {
  await page.click("#fit");
  const map = await page.locator("#map").boundingBox();
  await page.evaluate(() => {
    window.times = [];
    const tick = (time) => (times.push(time), (window.ticking = requestAnimationFrame(tick)));
    requestAnimationFrame(tick);
  });
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "cc"] });
  await move(page, map.x + map.width * 0.3, map.y + map.height * 0.5);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const times = await page.evaluate(() => (cancelAnimationFrame(ticking), times));
  const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const thread = (event) => `${event.pid}:${event.tid}`;
  const main = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map(thread));
  const sum = (test) => traceEvents.filter((e) => e.ph === "X" && test(e)).reduce((all, e) => all + (e.tdur ?? e.dur), 0) / 1000 / STEPS;
  return [sum((e) => e.name.endsWith("RunTask") && main.has(thread(e))), sum((e) => e.name === "RasterTask"), gaps[gaps.length >> 1], gaps[Math.floor(gaps.length * 0.95)]];
}

console.log("page, move: processor ms a step in the main thread, in raster threads; ms between pictures, median, 95 %");
for (const file of readdirSync(folder).filter((f) => f.endsWith(".html") && (names.length === 0 || names.includes(f.replace(".html", ""))))) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 1000 } }), page = await context.newPage();
  await page.goto(`file://${folder}/${file}`);
  if (await page.locator("#map").count()) {
    for (const [name, move] of Object.entries(moves)) console.log(`${file}, ${name}: ${(await cost(page, move)).map((ms) => ms.toFixed(1)).join(", ")}`);
  }
  await context.close();
}
await browser.close();
