// What the book's pages cost a reader, beside the same pages in mdBook's own theme: `npm run figures`.
// `npm run figures idea/gather.html` measures that page; without a name, the heaviest of the book.
// Then what it takes to step through a long recording, and from a click on Run to the first line.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { browser, openServed, pagesOf, press, serve, temporary } from '../lib/book.js';
import { SLOWER, WINDOWS, load } from '../lib/load.js';
import { openAll } from '../lib/tab.js';

// Of so many loads, each figure is the middle one.
const LOADS = 5;

const middle = values => values.sort((a, b) => a - b)[values.length >> 1];
const folder = temporary();
const chromium = await browser();
try {
    const books = { 'this book': join(folder, 'ours'), 'stock mdBook': join(folder, 'stock') };
    press('build', '--dest', books['this book']);
    press('build', '--stock', '--dest', books['stock mdBook']);
    const weight = page => gzipSync(readFileSync(join(books['this book'], page))).length;
    const heaviest = pagesOf(books['this book'])
        .filter(page => readFileSync(join(books['this book'], page), 'utf8').includes('class="program"') && page !== 'print.html')
        .sort((a, b) => weight(b) - weight(a))[0];
    const pages = process.argv.length > 2 ? process.argv.slice(2) : [heaviest];
    console.log(`Cold, 1.6 Mbit/s, 150 ms a request, four times slower than this machine; the middle of ${LOADS} loads.\n`);
    for (const page of pages) {
        console.log(page.padEnd(26) + ['KiB', 'requests', 'other hosts', 'largest paint', 'shift', 'blocking'].map(head => head.padStart(15)).join(''));
        for (const [name, book] of Object.entries(books)) {
            const server = await serve(book);
            for (const [size, window] of Object.entries(WINDOWS)) {
                const loads = [];
                for (let i = 0; i < LOADS; i++) {
                    loads.push(await load(chromium, server.base + page, window, true));
                }
                const of = figure => middle(loads.map(figure));
                console.log(`${name}, ${size}`.padEnd(26) + [
                    (of(cost => cost.bytes) / 1024).toFixed(1),
                    of(cost => cost.requests),
                    of(cost => cost.hosts.length),
                    `${of(cost => cost.paint).toFixed(0)} ms`,
                    of(cost => cost.shift).toFixed(3),
                    `${of(cost => cost.blocking).toFixed(0)} ms`,
                ].map(figure => String(figure).padStart(15)).join(''));
            }
            server.close();
        }
        console.log();
    }
    await replay(books['this book']);
} finally {
    await chromium.close();
    rmSync(folder, { recursive: true });
}
await run();

// Prints how long the steps of a replay of many events take, on a machine four times slower.
async function replay(book) {
    const PAGE = 'programs/mandelbrot.html';
    const server = await serve(book);
    const context = await chromium.newContext({ viewport: WINDOWS.desktop.viewport, serviceWorkers: 'block' });
    const page = await context.newPage();
    await openAll(page);
    await page.goto(server.base + PAGE);
    await page.locator('.program .replay-open').first().click();
    await page.waitForSelector('.replay-controls');
    const events = await page.evaluate(() => Number(document.querySelector('.replay-slider').max) + 1);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    // Style and layout included: what the next frame waits for.
    const sorted = await page.evaluate(async most => {
        const forward = [...document.querySelectorAll('.replay-controls button')].find(button => button.textContent === 'Forward');
        const times = [];
        for (let i = 0; i < most; i++) {
            await new Promise(requestAnimationFrame);
            const start = performance.now();
            forward.click();
            document.querySelector('.replay').getBoundingClientRect();
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b);
    }, Math.min(events - 1, 400));
    const at = share => sorted[Math.floor((sorted.length - 1) * share)].toFixed(1);
    console.log(`A step of a replay of ${events} events, four times slower: middle ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms (at most 16)\n`);
    await context.close();
    server.close();
}

// Prints how long it takes from a click on Run to the first line, of a listing as it is and of a reader's edit.
async function run() {
    const book = await openServed();
    const page = await book.browser.newPage();
    await page.goto(book.address);
    await page.goto(`${book.base}idea/one-program-four-ways.html?model=tokio`);
    const listing = page.locator('#count-tokio');
    const button = name => listing.getByRole('button', { name: `${name} count with tokio` });
    // The first run waits for the listings to be built.
    await button('Run').click();
    await listing.locator('.ran .note', { hasText: 'exit status' }).waitFor({ timeout: 600_000 });
    const first = async () => {
        const times = [];
        for (let i = 0; i < LOADS; i++) {
            times.push(await listing.evaluate(section => new Promise(done => {
                const ran = section.querySelector('.ran');
                const start = performance.now();
                new MutationObserver((_, observer) => {
                    if (ran.querySelector('.line .out')) {
                        observer.disconnect();
                        done(performance.now() - start);
                    }
                }).observe(ran, { childList: true, subtree: true });
                section.querySelector('.tools [aria-label^="Run "]').click();
            })));
            await listing.locator('.ran .note', { hasText: 'exit status' }).waitFor();
            await button('Run').waitFor();
        }
        return `${middle(times).toFixed(0)} ms`;
    };
    console.log(`From a click on Run to the first line: ${await first()} (at most 200)`);
    await button('Edit').click();
    await listing.locator('.cm-content').focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('// edited\n');
    console.log(`The same of an edited listing: ${await first()} (at most 1000)`);
    await book.close();
}
