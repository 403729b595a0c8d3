// Packets as pages in a browser: what they draw is seen, they ask nobody for anything, and nothing in them depends on colour.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium, withPage, withoutChromium } from './browser.mjs';
import { freshFolder, scale } from './harness.mjs';

const golden = fileURLToPath(new URL('../golden/incident/', import.meta.url));
const pages = readdirSync(golden, { recursive: true }).filter((name) => name.endsWith('.html')).sort();
const contrastMin = 4.5;

/** A test of that name; where there is no browser it says by its name that it was not run, and why. */
function inChromium(title, body) {
  if (chromium) test(title, { timeout: 240000 * scale }, body);
  else test(`not run: ${title}`, (t) => t.diagnostic(`not run: ${title}: ${withoutChromium}`));
}

/** Runs in the page: the boxes of what is drawn and the words beside it, and the colours of each text with what is behind it. */
const look = `(() => {
  const box = (element) => { const { x, y, width, height } = element.getBoundingClientRect(); return { x, y, width, height }; };
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const charts = all('figure svg').map((svg) => ({
    id: svg.id, box: box(svg), title: svg.querySelector('title')?.textContent ?? '', words: svg.querySelector('desc')?.textContent ?? '',
    marks: all('rect.trouble, rect.fine, rect.fact, rect.inference', svg).map((mark) => ({ kind: mark.getAttribute('class'), ...box(mark) })),
    labels: all('text', svg).filter((label) => label.textContent.trim() !== '').map((label) => ({ text: label.textContent, ...box(label) })),
  }));
  const colour = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = colour(getComputedStyle(at).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const texts = all('h1, h2, p, th, td, pre, code').filter((one) => one.textContent.trim() !== '')
    .map((one) => ({ text: one.textContent.slice(0, 40), colour: colour(getComputedStyle(one).color), behind: behind(one) }));
  for (const svg of all('figure svg')) {
    const paper = colour(getComputedStyle(svg.querySelector('rect.paper')).fill);
    for (const one of all('text', svg)) texts.push({ text: one.textContent, colour: colour(getComputedStyle(one).fill), behind: paper });
  }
  return { charts, texts, scripts: document.scripts.length, width: document.documentElement.clientWidth,
    headings: all('h1, h2').map((one) => one.textContent), tables: all('table').length };
})()`;

function luminance([r, g, b]) {
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

const inside = (mark, chart) => mark.x >= chart.x - 1 && mark.y >= chart.y - 1
  && mark.x + mark.width <= chart.x + chart.width + 1 && mark.y + mark.height <= chart.y + chart.height + 1;

/** Each bar has words in its own row: who sees no colour reads what it counts. */
function assertNamedInItsRow(chart, name) {
  for (const mark of chart.marks) {
    const bottom = mark.y + mark.height;
    const beside = chart.labels.some(({ x, width, y, height }) => x + width <= mark.x + 1 && y <= bottom + 1 && y + height >= mark.y - mark.height * 4);
    assert.ok(beside, `${name}: nothing names the ${mark.kind} mark at ${mark.x}, ${mark.y} of ${chart.id}`);
  }
}

function assertSeen(seen, name) {
  const ids = seen.charts.map(({ id }) => id);
  assert.ok(ids.includes('incident-histogram'), `${name} draws ${ids}`);
  for (const chart of seen.charts) {
    assert.ok(chart.box.width > 300 && chart.box.height > 50, `${name}: ${chart.id} is ${chart.box.width} by ${chart.box.height}`);
    assert.ok(chart.box.width <= seen.width, `${name}: ${chart.id} is wider than the page`);
    assert.notEqual(chart.title, '');
    assert.notEqual(chart.words, '');
    assert.ok(chart.marks.length > 0, `${name}: ${chart.id} has no mark`);
    for (const mark of chart.marks) {
      assert.ok(mark.width > 0 && mark.height > 0, `${name}: a ${mark.kind} mark of ${chart.id} is ${mark.width} by ${mark.height}`);
      assert.ok(inside(mark, chart.box), `${name}: a ${mark.kind} mark of ${chart.id} lies outside`);
    }
    assertNamedInItsRow(chart, name);
  }
  assert.equal(seen.scripts, 0);
  assert.ok(seen.tables > 0 && seen.headings.length > 3, `${name} has ${seen.headings}`);
}

function assertReadable(seen, where) {
  for (const { text, colour, behind } of seen.texts) {
    const found = contrast(colour, behind);
    assert.ok(found >= contrastMin, `${where}: \`${text}\` has a contrast of ${found.toFixed(1)}`);
  }
}

inChromium('the charts of every packet are seen, without a script, and the page asks nobody for anything', async (t) => {
  assert.ok(pages.length >= 3, `${pages}`);
  await withPage(async (page) => {
    for (const name of pages) {
      page.requests.length = 0;
      const address = pathToFileURL(join(golden, name)).href;
      await page.open(address);
      assertSeen(await page.value(look), name);
      assert.deepEqual(page.requests, [address], `${name} asked for more than itself`);
    }
  });
  t.diagnostic(`${pages.length} pages`);
});

inChromium('a packet is read in light, in dark and on paper', async () => {
  await withPage(async (page) => {
    for (const media of [{ features: [{ name: 'prefers-color-scheme', value: 'light' }] },
      { features: [{ name: 'prefers-color-scheme', value: 'dark' }] }, { media: 'print' }]) {
      await page.send('Emulation.setEmulatedMedia', media);
      for (const name of pages) {
        await page.open(pathToFileURL(join(golden, name)).href);
        assertReadable(await page.value(look), `${name} with ${JSON.stringify(media)}`);
      }
    }
  });
});

inChromium('what a page asks for outside, and a chart that is not there, would be found', async () => {
  const text = readFileSync(join(golden, pages[0]), 'utf8');
  const file = join(freshFolder(), 'altered.html');
  await withPage(async (page) => {
    writeFileSync(file, text.replace(/<meta http-equiv[^>]*>/, '').replace('</h1>', '</h1><img src="http://127.0.0.1:9/picture">'));
    await page.open(pathToFileURL(file).href);
    assert.ok(page.requests.includes('http://127.0.0.1:9/picture'), `${page.requests}`);
    writeFileSync(file, text.replaceAll('<rect class="trouble"', '<rect style="display:none" class="trouble"'));
    await page.open(pathToFileURL(file).href);
    const seen = await page.value(look);
    assert.throws(() => assertSeen(seen, 'altered.html'), /a trouble mark/);
    page.requests.length = 0;
    writeFileSync(file, text.replace('</h1>', '</h1><img src="http://127.0.0.1:9/picture">'));
    await page.open(pathToFileURL(file).href);
    assert.deepEqual(page.requests, [pathToFileURL(file).href], 'the page\'s own policy forbids it');
  });
});
