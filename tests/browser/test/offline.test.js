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
    await page.locator('.replay-open').first().click();
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

test('is kept for reading offline, and a new version replaces the old', { timeout: 120_000 }, async () => {
    const folder = temporary();
    const site = join(folder, 'site');
    cpSync(book.folder, site, { recursive: true });
    let server = await serve(site);
    const { base } = server;
    const context = await book.browser.newContext();
    try {
        const page = await context.newPage();
        const kept = () => page.evaluate(async () => {
            const registration = await navigator.serviceWorker.ready;
            return registration.active.state === 'activated' && !registration.installing && !registration.waiting && caches.keys();
        });
        await page.goto(base + COUNT);
        await page.waitForFunction(() => navigator.serviceWorker.controller);
        const [first] = await kept();

        await context.setOffline(true);
        server.close();
        await page.goto(`${base}${GATHER}?model=tokio`);
        await works(page);
        await page.goto(`${base}no-such-page.html`);
        assert.match(await page.textContent('main'), /not found|no such/i);

        // The next version: what a page says, and the name of the copy.
        const text = readFileSync(join(site, GATHER), 'utf8');
        writeFileSync(join(site, GATHER), text.replace('</h1>', ' anew</h1>'));
        const worker = readFileSync(join(site, 'service-worker.js'), 'utf8');
        writeFileSync(join(site, 'service-worker.js'), worker.replace(/const version = "[0-9a-f]+"/, 'const version = "0123456789abcdef"'));
        server = await serve(site, new URL(base).port);
        await context.setOffline(false);
        await page.goto(base + GATHER);
        assert.match(await page.textContent('h1'), /anew$/, 'online, a page is the newest');
        for (let names = [first]; names.length !== 1 || names[0] === first;) {
            await page.waitForTimeout(100);
            names = await page.evaluate(() => caches.keys());
        }

        await context.setOffline(true);
        server.close();
        await page.goto(base + GATHER);
        assert.match(await page.textContent('h1'), /anew$/, 'offline, the new version is read');
    } finally {
        await context.close();
        server.close();
        rmSync(folder, { recursive: true });
    }
});
