// All orders of a program: a reader chooses who takes the next step, by mouse, keyboard and link, on a desktop and a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { open } from '../lib/book.js';
import { DESKTOP, PHONE, axe, openAll, tab as inTab } from '../lib/tab.js';

const PAGE = 'pitfalls/orders.html';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

// A tab with the page, whose outputs are shown; `hash` is the end of its address.
const tab = (options, use, hash = '') => inTab(book, options, async page => {
    await openAll(page);
    await page.goto(book.base + PAGE + hash);
    return use(page);
});

// The orders of a program on the page, and their parts.
function ordersOf(page, name) {
    const box = page.locator(`[data-schedules="${name}"]`);
    return {
        box,
        open: box.getByRole('button', { name: 'Choose the order yourself' }),
        thread: n => box.locator('.schedule-threads > button').nth(n),
        button: label => box.getByRole('button', { name: label }),
        said: () => box.locator('.replay-said').textContent(),
        steps: () => box.locator('.schedule-steps > li').allTextContents(),
        left: () => box.locator('.schedule-left > li').allTextContents(),
        link: () => box.getByRole('link', { name: 'Link to this order' }).getAttribute('href'),
    };
}

for (const [name, viewport] of [['a desktop', DESKTOP], ['a phone', PHONE]]) {
    describe(`on ${name}`, () => {
        test('a reader chooses who goes, and steps back', () => tab({ viewport }, async page => {
            const orders = ordersOf(page, 'lost_update-threads');
            await orders.open.click();
            assert.match(await orders.said(), /^No step is taken yet/);
            assert.match(await orders.thread(0).textContent(), /^main waits for the ends of thread 1 and thread 2$/);
            assert.equal(await orders.thread(0).getAttribute('aria-disabled'), 'true');
            await orders.thread(1).click();
            await orders.thread(2).click();
            assert.match(await orders.said(), /^Step 2\. thread 2, line \d+: load visitors: 0\.$/);
            assert.deepEqual(await orders.left(), ['the program ends, having printed “visitors: 1”']);
            await orders.button('Step back').click();
            assert.equal((await orders.steps()).length, 1);
            assert.equal((await orders.left()).length, 2);
        }));

        test('an order that fails is shown as a whole', () => tab({ viewport }, async page => {
            const lost = ordersOf(page, 'lost_update-threads');
            await lost.open.click();
            await lost.button('Show me an order that fails').click();
            assert.match(await lost.said(), /The end: the program ends, having printed “visitors: 1”\.$/);
            const locks = ordersOf(page, 'two_locks-threads');
            await locks.open.click();
            await locks.button('Show me an order that fails').click();
            assert.match(await locks.said(), /The end: deadlock, having printed nothing\.$/);
            assert.equal(await locks.thread(1).textContent(), 'thread 1 waits for orders, which thread 2 holds');
            assert.equal(await locks.link(), '#order=two_locks-threads:1.2');
        }));

        test('the page is right for a screen reader, and nothing is wider than the window', () => tab({ viewport }, async page => {
            const orders = ordersOf(page, 'two_locks-threads');
            await orders.open.click();
            assert.deepEqual(await axe(page), []);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `${wide} pixels too wide`);
        }));
    });
}

test('the keyboard is enough', () => tab({}, async page => {
    const orders = ordersOf(page, 'two_locks-threads');
    await orders.open.focus();
    await page.keyboard.press('Enter');
    await orders.thread(1).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('2');
    assert.match(await orders.said(), /deadlock/);
    await page.keyboard.press('1');
    assert.equal(await orders.said(), "thread 1 can't go: it waits for orders, which thread 2 holds.");
    await page.keyboard.press('Backspace');
    assert.equal((await orders.steps()).length, 1);
    assert.ok(await orders.thread(1).evaluate(one => one === document.activeElement), 'the keyboard has lost its place');
}));

test('a link opens its order, and one to an order that does not exist says so', async () => {
    await tab({}, async page => {
        const orders = ordersOf(page, 'two_locks-threads');
        await orders.box.locator('.schedule-threads').waitFor();
        assert.match(await orders.said(), /^Step 2\..*deadlock/);
        assert.ok(await orders.box.locator('.schedule').evaluate(one => one.getBoundingClientRect().top < window.innerHeight));
    }, '#order=two_locks-threads:1.2');
    await tab({}, async page => {
        const orders = ordersOf(page, 'two_locks-threads');
        await orders.box.locator('.schedule-threads').waitFor();
        assert.equal(await orders.said(), "There is no such order: after 2 steps, thread 1 can't go.");
        assert.equal((await orders.steps()).length, 2);
    }, '#order=two_locks-threads:1.2.1');
    await tab({}, async page => {
        const orders = ordersOf(page, 'two_locks-threads');
        await orders.box.locator('.schedule-threads').waitFor();
        assert.equal(await orders.said(), "There is no such order: after 0 steps, thread 9 can't go.");
    }, '#order=two_locks-threads:9');
});

test('every end of every program can be shown, and is what the page says', () => tab({}, async page => {
    for (const name of await page.locator('[data-schedules]').evaluateAll(all => all.map(one => one.dataset.schedules))) {
        const orders = ordersOf(page, name);
        await orders.open.click();
        const select = orders.box.locator('select');
        for (const value of await select.locator('option').evaluateAll(all => all.map(one => one.value).filter(Boolean))) {
            await select.selectOption(value);
            const label = await select.locator(`option[value="${value}"]`).textContent();
            assert.ok((await orders.said()).endsWith(`The end: ${label}.`), `${name}: ${await orders.said()}`);
        }
    }
}));

test('script and data are loaded when they are asked for, and are small', () => tab({}, async page => {
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    assert.equal(await page.evaluate(() => typeof window.openSchedule), 'undefined');
    await ordersOf(page, 'lost_update-threads').open.click();
    await page.locator('.schedule-threads').waitFor();
    for (const file of ['schedules.js', 'schedules.css', 'lost_update-threads.js']) {
        assert.ok(asked.some(url => url.endsWith(`generated/schedules/${file}`)), file);
    }
    const size = file => gzipSync(readFileSync(join(book.folder, 'generated/schedules', file))).length;
    assert.ok(size('schedules.js') < 12 * 1024);
    assert.ok(size('lost_update-threads.js') < 20_000);
}));

test('without JavaScript the ends, their numbers of orders and an order for each are there', () => tab({ javaScriptEnabled: false }, async page => {
    const { box } = ordersOf(page, 'lost_update-threads');
    assert.match(await box.locator('table').textContent(), /visitors: 1.*4 of 6.*visitors: 2.*2 of 6/s);
    assert.equal(await box.locator('details').count(), 2);
}));
