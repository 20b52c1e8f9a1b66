// The book as a PDF, printed by Chromium: `npm run pdf`, or `npm run pdf FILE`; without a name, book.pdf in the book's root.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browser, press, root, serve, temporary } from '../lib/book.js';
import { print } from '../lib/print.js';

const file = resolve(process.argv[2] ?? join(root, 'book.pdf'));
const folder = temporary();
const chromium = await browser();
try {
    const book = join(folder, 'book');
    press('build', '--dest', book);
    const server = await serve(book);
    await print(chromium, server.base, file);
    server.close();
    console.log(`The book is in ${file}`);
} finally {
    await chromium.close();
    rmSync(folder, { recursive: true });
}
