// The book without a network: from a folder, and from the copy that a browser keeps.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { open, serve, temporary } from '../lib/book.js';

const COUNT = 'idea/one-program-four-ways.html';
const GATHER = 'idea/gather.html';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

// That the page has its tabs, replays, finds what is searched for, and asks questions.
async function works(page) {
    await page.getByRole('tab', { name: 'tokio', exact: true }).first().click();
    assert.ok(await page.locator('.listing[data-model=tokio] pre').first().isVisible());
    const hidden = page.locator('.curtain > button:visible');
    while (await hidden.count()) {
        await hidden.first().click();
    }
    await page.locator('.replay-open:visible').first().click();
    await page.waitForSelector('.replay-controls');
    await page.keyboard.press('Escape');
    await page.click('#mdbook-search-toggle');
    await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
    await page.keyboard.type('coroutine', { delay: 10 });
    await page.waitForSelector('#mdbook-searchresults li');
    assert.ok(await page.locator('.question input').count() > 0, 'no question can be answered');
}

test('works from a folder', async () => {
    const context = await book.browser.newContext();
    const page = await context.newPage();
    const wrong = [];
    page.on('console', message => message.type() === 'error' && wrong.push(message.text()));
    page.on('pageerror', error => wrong.push(error.message));
    page.on('request', request => !/^(file|data|blob):/.test(request.url()) && wrong.push(request.url()));
    await page.goto(pathToFileURL(join(book.folder, COUNT)).href);
    await works(page);
    await page.goto(pathToFileURL(join(book.folder, GATHER)).href);
    assert.equal(await page.getByRole('tab', { selected: true }).first().textContent(), 'tokio', 'the model is not remembered');
    assert.deepEqual(wrong, []);
    await context.close();
});

// The worker serves the page.
const ready = page => page.waitForFunction(() => navigator.serviceWorker.controller);
const keptNames = page => page.evaluate(() => caches.keys());
const addresses = page => page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
        found.push(...(await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname.slice(1)));
    }
    return found;
});

// The menu item, with the menu open. Its name begins with a mark where it is checked.
async function item(page) {
    const toggle = page.getByRole('button', { name: 'Settings for reading' });
    if (await toggle.getAttribute('aria-expanded') === 'false') {
        await toggle.click();
    }
    return page.getByRole('menuitemcheckbox', { name: /Keep the whole book/ });
}

// Presses the menu item, and waits until all is done that it has begun.
async function press(page, checked) {
    await (await item(page)).click();
    const box = page.getByRole('menuitemcheckbox', { name: /Keep the whole book \(\d+\.\d MB\)/, checked });
    await box.waitFor({ timeout: 120_000 });
}

// A copy of the built book on a host of its own, which can change and end.
async function hosted(use, options) {
    const folder = temporary();
    const site = join(folder, 'site');
    cpSync(book.folder, site, { recursive: true });
    let server = await serve(site, 0, options);
    const { base } = server;
    const context = await book.browser.newContext();
    try {
        const page = await context.newPage();
        await use({
            page, base, site,
            async offline() {
                await context.setOffline(true);
                server.close();
            },
            async online() {
                server = await serve(site, new URL(base).port, options);
                await context.setOffline(false);
            },
        });
    } finally {
        await context.close();
        server.close();
        rmSync(folder, { recursive: true });
    }
}

test('pages that were read are kept, and no other is loaded unasked', { timeout: 120_000 }, () => hosted(async ({ page, base, offline }) => {
    await page.goto(base + COUNT);
    await ready(page);
    await page.goto(`${base}${GATHER}?model=tokio`);
    await works(page);
    await page.waitForTimeout(500);
    const kept = await addresses(page);
    assert.ok(kept.includes(COUNT) && kept.includes(GATHER), kept.join(' '));
    assert.ok(kept.length < 40 && !kept.includes('programs/echo.html'), `${kept.length} files are kept unasked`);

    await offline();
    await page.goto(base + COUNT);
    assert.match(await page.textContent('h1'), /One program/i);
    await page.goto(`${base}${GATHER}?model=tokio`);
    await works(page);
    await page.goto(`${base}programs/echo.html`);
    assert.match(await page.textContent('main'), /not kept/);
}));

test('the whole book is kept where the reader asks for it, a new version replaces the old, and it is given up again', { timeout: 240_000 },
    () => hosted(async ({ page, base, site, offline, online }) => {
        await page.goto(base + COUNT);
        await ready(page);
        assert.match(await (await item(page)).textContent(), /^Keep the whole book \(\d+\.\d MB\)$/);
        await press(page, true);
        const [first] = (await keptNames(page)).filter(name => name.includes(' whole '));

        await offline();
        await page.goto(`${base}${GATHER}?model=tokio`);
        await works(page);
        await page.goto(`${base}no-such-page.html`);
        assert.match(await page.textContent('main'), /not found|no such/i);

        // The next version: what a page says, and the name of the copy.
        const text = readFileSync(join(site, GATHER), 'utf8');
        writeFileSync(join(site, GATHER), text.replace('</h1>', ' anew</h1>'));
        const worker = readFileSync(join(site, 'service-worker.js'), 'utf8');
        writeFileSync(join(site, 'service-worker.js'), worker.replace(/const version = "[0-9a-f]+"/, 'const version = "0123456789abcdef"'));
        await online();
        await page.goto(base + GATHER);
        assert.match(await page.textContent('h1'), /anew$/, 'online, a page is the newest');
        for (let names = [first]; names.length !== 1 || names[0] === first;) {
            await page.waitForTimeout(100);
            names = (await keptNames(page)).filter(name => name.includes(' whole '));
        }
        await offline();
        await page.goto(base + GATHER);
        assert.match(await page.textContent('h1'), /anew$/, 'offline, the new version is read');

        await online();
        await page.goto(base + COUNT);
        await ready(page);
        await press(page, false);
        await offline();
        await page.goto(base + GATHER);
        assert.match(await page.textContent('h1'), /anew$/, 'a page that was read stays');
        await page.goto(`${base}programs/echo.html`);
        assert.match(await page.textContent('main'), /not kept/);
    }));

test('what is kept is found where the host takes away .html', { timeout: 120_000 }, () => hosted(async ({ page, base, offline }) => {
    await page.goto(base + COUNT);
    assert.ok(!page.url().endsWith('.html'), 'the host keeps .html');
    await ready(page);
    await press(page, true);
    await offline();
    for (const address of [GATHER, GATHER.replace('.html', ''), '']) {
        await page.goto(base + address);
        assert.ok(await page.locator('main h1').count() > 0, address);
    }
}, { strips: true }));
