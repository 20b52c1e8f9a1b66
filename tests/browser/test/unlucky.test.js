// What a page does in a browser that gives it little, under an address that is broken, and in a language that runs from right
// to left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/book.js';
import { DESKTOP, MAY_COPY, PHONE, copy, tab as inTab } from '../lib/tab.js';

const COUNT = 'idea/one-program-four-ways.html';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

const tab = (options, use) => inTab(book, options, use);

test('a fragment that is no text breaks nothing', () => tab(MAY_COPY, async page => {
    for (const fragment of ['#%', '#100%', '#caf%E9', '#%zz']) {
        await page.goto('about:blank');
        await page.goto(`${book.base}${COUNT}?model=tokio${fragment}`);
        assert.match(await copy(page, page.locator('.program .listing:visible .add > .copy').first()), /cargo/, fragment);
        await page.keyboard.press('/');
        await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
    }
}));

// What a page finds when it stores something.
const STORAGES = {
    blocked: () => {
        for (const name of ['localStorage', 'sessionStorage']) {
            Object.defineProperty(globalThis, name, { configurable: true, get() { throw new DOMException('denied', 'SecurityError'); } });
        }
    },
    full: () => {
        Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    },
};

for (const [name, storage] of Object.entries(STORAGES)) {
    test(`with storage that is ${name}, the menu of schemes and the tabs work`, () => tab({ colorScheme: 'light' }, async page => {
        await page.addInitScript(storage);
        await page.goto(book.base + COUNT);
        await page.getByRole('button', { name: 'Settings for reading' }).click();
        await page.getByRole('menuitem', { name: 'Dark' }).click();
        assert.ok(await page.evaluate(() => document.documentElement.classList.contains('dark')), 'the scheme is not the chosen one');
        await page.keyboard.press('Escape');
        await page.getByRole('tab', { name: 'tokio', exact: true }).first().click();
        assert.ok(await page.locator('#count-tokio pre').first().isVisible());
    }));
}

for (const [name, viewport] of [['a desktop', DESKTOP], ['a phone', PHONE]]) {
    test(`from right to left, code keeps its direction and the contents cover no text, on ${name}`, () => tab({ viewport }, async page => {
        await page.goto(book.base + COUNT);
        await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
        const directions = await page.locator('main :is(pre, code, svg)').evaluateAll(parts => [...new Set(parts.map(part => getComputedStyle(part).direction))]);
        assert.deepEqual(directions, ['ltr']);
        const box = selector => page.locator(selector).evaluate(part => {
            const { left, right } = part.getBoundingClientRect();
            return { left, right };
        });
        const toggle = page.getByRole('button', { name: 'Contents' });
        for (const visible of ['true', 'false']) {
            if (await toggle.getAttribute('aria-expanded') !== visible) {
                await toggle.click();
            }
            await page.waitForTimeout(500);
            const [contents, text] = [await box('#mdbook-sidebar'), await box('main')];
            if (visible === 'true') {
                assert.ok(contents.right <= viewport.width + 1 && text.right <= contents.left + 1, JSON.stringify({ contents, text }));
            } else {
                assert.equal(await page.locator('#mdbook-sidebar').evaluate(part => getComputedStyle(part).visibility), 'hidden');
                assert.ok(text.left >= 0 && text.right <= viewport.width, JSON.stringify({ text }));
            }
        }
    }));
}
