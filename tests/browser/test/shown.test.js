// What a page shows only when its reader asks for it: outputs behind a curtain, folded code; and what it shows first: the part to
// keep, and charts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { open } from '../lib/book.js';
import { DESKTOP, MAY_COPY, PHONE, axe, copy, tab as inTab } from '../lib/tab.js';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

const tab = (options, use) => inTab(book, options, use);

// The address of the first page that has such a part.
function pageWith(html) {
    const has = page => page !== 'print.html' && readFileSync(join(book.folder, page), 'utf8').includes(html);
    const path = book.pages.find(has);
    assert.ok(path, `no page has ${html}`);
    return book.base + path;
}

// Whether a part takes room on the screen.
const seen = part => part.evaluate(one => one.checkVisibility({ contentVisibilityAuto: false }) && one.getBoundingClientRect().height > 0);

// How far the layout moved in the page by what `act` did, as a browser counts it, without what a reader's click moves.
async function shiftOf(page, act) {
    await page.evaluate(() => {
        globalThis.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => { globalThis.shift += entry.hadRecentInput ? 0 : entry.value; }))
            .observe({ type: 'layout-shift', buffered: false });
    });
    await act();
    await page.waitForTimeout(200);
    return page.evaluate(() => globalThis.shift);
}

for (const [name, viewport] of [['a desktop', DESKTOP], ['a phone', PHONE]]) {
    describe(`on ${name}`, () => {
        test('what a program prints is shown when its reader asks, and stays so', () => tab({ viewport }, async page => {
            const address = pageWith('class="curtain"');
            await page.goto(address);
            const region = await page.locator('.curtain').first().getAttribute('data-region');
            const boxes = page.locator(`.curtain[data-region="${region}"]`);
            const button = boxes.getByRole('button', { name: 'Show what it prints' }).first();
            const hidden = boxes.locator(':is(pre, svg)');
            for (const part of await hidden.all()) {
                assert.ok(!await seen(part), 'it is shown before it is asked for');
            }
            await button.scrollIntoViewIfNeeded();
            const top = (await button.boundingBox()).y;
            const box = page.locator('.curtain:has(> button:focus)');
            await button.focus();
            const opened = await box.elementHandle();
            assert.equal(await shiftOf(page, () => page.keyboard.press('Enter')), 0);
            assert.ok(Math.abs(await opened.evaluate(one => one.getBoundingClientRect().top) - top) < 40, 'it jumps');
            assert.ok(await opened.evaluate(one => document.activeElement === one), 'the keyboard has lost its place');
            assert.ok(await opened.evaluate(one => one.querySelector('pre, svg').getClientRects().length), 'it is not shown');
            assert.equal(await button.isVisible(), false);
            assert.deepEqual(await axe(page), []);
            await page.reload();
            assert.ok(await boxes.locator('pre, svg').first().isVisible(), 'it is not remembered');
            const others = page.locator(`.curtain:not([data-region="${region}"])`);
            for (const part of await others.locator('pre, svg').all()) {
                assert.ok(!await seen(part), 'another is shown too');
            }
        }));

        test('code that all models share is a line until its reader opens it', () => tab({ viewport, ...MAY_COPY }, async page => {
            await page.goto(pageWith('class="fold"'));
            const listing = page.locator('.listing:visible:has(.fold)').first();
            const fold = listing.locator('.fold').first();
            const folded = listing.locator('.folded').first();
            const source = await listing.locator(':scope > pre > code').textContent();
            assert.ok(!await seen(folded), 'it is shown before it is asked for');
            const line = await fold.boundingBox();
            const code = await listing.locator(':scope > pre').boundingBox();
            assert.ok(line.height < 30 && line.x >= code.x && line.x + line.width <= code.x + code.width, 'it is no line of the code');
            assert.match(await fold.getAttribute('aria-label'), /^.+: (the same in all models, )?\d+ lines$/);
            const height = code.height;
            await fold.focus();
            const top = (await fold.boundingBox()).y;
            assert.equal(await shiftOf(page, () => page.keyboard.press('Enter')), 0);
            assert.equal(await fold.getAttribute('aria-expanded'), 'true');
            assert.ok((await listing.locator(':scope > pre').boundingBox()).height > height + 20, 'it is not shown');
            assert.ok(Math.abs((await fold.boundingBox()).y - top) < 1, 'what is above moves');
            await page.keyboard.press('Enter');
            assert.ok(!await seen(folded), 'it is not folded again');
            await page.keyboard.press('Enter');
            assert.deepEqual(await axe(page), []);
            assert.equal(await copy(page, listing.locator('> .tools .copy')), source, 'Copy leaves out what is folded');
        }));

        test('the part to keep opens in the model of its reader, or in the one that the page names', () => tab({ viewport, ...MAY_COPY }, async page => {
            const address = pageWith('name="book-model"');
            await page.goto(address);
            const named = await page.getAttribute('meta[name=book-model]', 'content');
            const keep = page.locator('.program:has(> .listing[id$="-keep"])').first();
            const models = await keep.locator('> .listing').evaluateAll(all => all.map(listing => listing.dataset.model));
            const shown = () => keep.locator('> .listing').evaluateAll(all => all.filter(one => one.getClientRects().length).map(one => one.dataset.model));
            assert.deepEqual(await shown(), [named]);
            const other = models.find(model => model !== named);
            if (other) {
                await page.goto(`${address}?model=${other}`);
                assert.deepEqual(await shown(), [other]);
                await page.goto(address);
                assert.deepEqual(await shown(), [other], 'the model is not remembered');
            }
            assert.deepEqual(await axe(page), []);
            const listing = keep.locator('> .listing:visible');
            assert.equal(await copy(page, listing.locator('> .tools .copy')), await listing.locator(':scope > pre > code').textContent());
        }));

        test('a chart is as wide as its place, says that the table has its numbers, and no text of it covers another', () => tab({ viewport }, async page => {
            await page.goto(pageWith('class="chart"'));
            const charts = await page.locator('.chart > svg').evaluateAll(all => all.map(svg => {
                svg.scrollIntoView();
                const texts = [...svg.querySelectorAll('text')].map(text => ({ words: text.textContent, box: text.getBoundingClientRect() }));
                const covers = (a, b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
                const pairs = texts.flatMap((one, i) => texts.slice(i + 1).filter(other => covers(one.box, other.box)).map(other => `${one.words} over ${other.words}`));
                const { left, right } = svg.getBoundingClientRect();
                return {
                    label: svg.getAttribute('aria-label'),
                    covered: pairs,
                    outside: texts.filter(({ box }) => box.left < left - 1 || box.right > Math.min(right + 12, innerWidth)).map(({ words }) => words),
                    table: Boolean(svg.closest('.measured').querySelector('table')),
                };
            }));
            for (const { label, covered, outside, table } of charts) {
                assert.match(label, /^Chart of .+ by .+\. The table has its numbers\.$/);
                assert.deepEqual([covered, outside, table], [[], [], true], label);
            }
            assert.deepEqual(await axe(page), []);
        }));
    });
}

test('one setting shows all that programs print, and another unfolds all code, until the reader takes them back', () => tab({}, async page => {
    for (const [html, setting, part] of [['class="curtain"', 'Show what programs print', '.curtain pre'], ['class="fold"', 'Unfold programs', '.folded']]) {
        const address = pageWith(html);
        await page.goto(address);
        const set = async () => {
            await page.click('#mdbook-theme-toggle');
            await page.getByRole('menuitemcheckbox', { name: setting }).click();
            await page.keyboard.press('Escape');
        };
        const all = await page.locator(`.listing:visible ${part}, main > ${part}`).all();
        assert.ok(all.length, `${address} has none`);
        const states = () => Promise.all(all.map(seen));
        assert.ok((await states()).every(state => !state));
        await set();
        assert.ok((await states()).every(state => state), 'something is still hidden');
        await page.reload();
        assert.ok((await states()).every(state => state), 'the setting is not remembered');
        await set();
        assert.ok((await states()).every(state => !state), 'it is not taken back');
    }
}));

test('all is shown where the search leads', () => tab({}, async page => {
    for (const [html, part] of [['class="curtain"', '.curtain pre'], ['class="fold"', '.folded']]) {
        await page.goto(`${pageWith(html)}?highlight=main`);
        assert.ok(await seen(page.locator(`.listing:visible ${part}, main > ${part}`).first()));
    }
}));

test('folded code is printed', () => tab({}, async page => {
    await page.goto(pageWith('class="fold"'));
    await page.emulateMedia({ media: 'print' });
    const folded = await page.locator('.folded').evaluateAll(all => all.filter(one => !one.checkVisibility({ contentVisibilityAuto: true })
        || !one.getClientRects().length).length);
    assert.equal(folded, 0);
}));
