// Opens a page in Chromium and prints what is seen of it as JSON.
//
//   node page.cjs CHROMIUM MODULES PAGE [SCREENSHOTS]
"use strict";

const path = require("node:path");
const { pathToFileURL } = require("node:url");
const [chromium, modules, file, screenshots] = process.argv.slice(2);
const playwright = require(path.join(modules, "playwright-core"));
const axe = require("node:fs").readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const count = (page) =>
  page.evaluate(
    () => [...document.querySelectorAll(".file li")].filter((one) => one.checkVisibility()).length,
  );
const status = (page) =>
  page.evaluate(() => document.getElementById("shown")?.textContent ?? "");

async function opened(browser, options, act) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const noticed = [];
  page.on("console", (message) => noticed.push(message.text()));
  page.on("pageerror", (error) => noticed.push(String(error)));
  page.on("dialog", (dialog) => { noticed.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith("file://")) noticed.push(request.url());
  });
  const start = Date.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  const loaded = (Date.now() - start) / 1000;
  const result = await act(page);
  await context.close();
  return { noticed, loaded, ...result };
}

async function filtered(page) {
  const result = { all: await count(page), status: await status(page) };
  if (!(await page.locator("#filter").count())) return result;
  const start = Date.now();
  await page.locator("#none").click();
  result.none = await count(page);
  result.noneStatus = await status(page);
  result.took = (Date.now() - start) / 1000;
  await page.locator(".codes label").first().click();
  result.firstCode = await page.locator(".codes b").first().textContent();
  result.onlyFirst = await page.evaluate(() =>
    [...document.querySelectorAll(".file li")]
      .filter((one) => one.checkVisibility())
      .map((one) => one.querySelector("b").textContent),
  );
  await page.locator("#all").click();
  result.again = await count(page);
  result.folders = await page.locator("#folder option").allTextContents();
  const folder = page.locator("#folder");
  result.chosen = await page.locator("#folder option").nth(2).getAttribute("value");
  await folder.selectOption({ index: 2 });
  result.inFolder = await count(page);
  result.headings = await page.locator(".folder:visible h2").allTextContents();
  result.forged = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.forged = 1";
    document.body.append(script);
    return typeof window.forged;
  });
  return result;
}

async function looked(page) {
  const widths = {};
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    widths[width] = await page.evaluate(() => document.documentElement.scrollWidth);
    if (screenshots) {
      const scheme = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
      const name = `${path.parse(file).name}-${scheme ? "dark" : "light"}-${width}.png`;
      await page.screenshot({ path: path.join(screenshots, name), fullPage: width > 320 });
    }
  }
  if ((await count(page)) > 100) return { widths, violations: [] };  // It would take a minute.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return { widths, violations: violations.map((one) => `${one.id}: ${one.nodes[0].html}`) };
}

async function main() {
  const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ["--no-sandbox"],
  });
  const scripted = await opened(browser, {}, filtered);
  const plain = await opened(browser, { javaScriptEnabled: false }, async (page) => ({
    all: await count(page),
    controls: await page.evaluate(
      () =>
        [...document.querySelectorAll("input, select, button")].filter((one) =>
          one.checkVisibility(),
        ).length,
    ),
    text: await page.evaluate(() => document.body.innerText.slice(0, 100_000)),
  }));
  const big = scripted.all > 5000;
  const light = big ? null : await opened(browser, { colorScheme: "light" }, looked);
  const dark = big ? null : await opened(browser, { colorScheme: "dark" }, looked);
  await browser.close();
  process.stdout.write(JSON.stringify({ scripted, plain, light, dark }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
