// A tab in which nothing may go wrong, and what is asked of the page in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** The windows of a reader at a desk and of one with a phone. */
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/**
 * Calls `use` with an empty tab. What goes wrong in the tab meanwhile (an error told on the console, a request to another
 * host) fails the test.
 * @param {{ base: string, browser: import('playwright-core').Browser }} book
 * @param {object} options of the browser's context.
 * @param {(page: import('playwright-core').Page) => Promise<T>} use
 * @returns {Promise<T>} what `use` returned.
 * @template T
 */
export async function tab(book, options, use) {
    const context = await book.browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    const page = await context.newPage();
    const wrong = [];
    page.setDefaultTimeout(30_000);
    page.on('console', message => message.type() === 'error' && wrong.push(`${page.url()}: console: ${message.text()}`));
    page.on('pageerror', error => wrong.push(`${page.url()}: ${error.message}`));
    page.on('request', request => /^(https?|wss?):/.test(request.url()) && !request.url().startsWith(book.base)
        && wrong.push(`${page.url()} asks ${request.url()}`));
    try {
        const result = await use(page);
        assert.deepEqual(wrong, []);
        return result;
    } finally {
        await context.close();
    }
}

/** What axe finds wrong with the page as it is now, with everything that folds opened: a line each. */
export async function axe(page) {
    await page.evaluate(() => document.querySelectorAll('main details').forEach(details => { details.open = true; }));
    // Parts of the page that are not near the window have no layout yet: what axe reads there, no reader sees.
    await page.evaluate(() => {
        const near = new CSSStyleSheet();
        near.replaceSync('* { content-visibility: visible !important }');
        document.adoptedStyleSheets = [near];
    });
    // From its top: a choice that the menu bar covers by chance where the page is scrolled to is no fault of the page.
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(AXE);
    // A rule of WCAG 2.2 that axe leaves out unless it is asked.
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 120)}: ${node.failureSummary}`));
}

/** What the clipboard holds after `button` was pressed. The tab needs leave to read it. */
export async function copy(page, button) {
    const nothing = 'nothing was copied';
    await page.evaluate(text => navigator.clipboard.writeText(text), nothing);
    await button.click();
    const held = await page.waitForFunction(async text => {
        const now = await navigator.clipboard.readText();
        return now !== text && { now };
    }, nothing);
    return (await held.jsonValue()).now;
}

/** The leave that {@link copy} needs, as an option of {@link tab}. */
export const MAY_COPY = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Has the pages of a tab show all outputs and all code from the start, as a reader's settings can. */
export const openAll = page => page.addInitScript(() => {
    localStorage.setItem('book-outputs', 'open');
    localStorage.setItem('book-folds', 'open');
});
