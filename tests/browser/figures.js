// What the book's pages cost a reader, beside the same pages in mdBook's own theme: `npm run figures`.
// `npm run figures idea/gather.html` measures that page; without a name, the heaviest of the book.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { browser, pagesOf, press, serve, temporary } from './book.js';
import { WINDOWS, load } from './load.js';

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
                    (of(load => load.bytes) / 1024).toFixed(1),
                    of(load => load.requests),
                    of(load => load.hosts.length),
                    `${of(load => load.paint).toFixed(0)} ms`,
                    of(load => load.shift).toFixed(3),
                    `${of(load => load.blocking).toFixed(0)} ms`,
                ].map(figure => String(figure).padStart(15)).join(''));
            }
            server.close();
        }
        console.log();
    }
} finally {
    await chromium.close();
    rmSync(folder, { recursive: true });
}
