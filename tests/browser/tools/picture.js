// The picture that is shown where the book's address is shared: `npm run picture` writes src/share.png.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { browser, press, root, serve, temporary } from '../lib/book.js';

const folder = temporary();
const chromium = await browser();
try {
    const book = join(folder, 'book');
    press('build', '--dest', book);
    const server = await serve(book);
    // The size that is asked for where addresses are shared.
    const page = await chromium.newPage({ viewport: { width: 1200, height: 630 }, colorScheme: 'light', serviceWorkers: 'block' });
    await page.goto(`${server.base}idea/one-program-four-ways.html`);
    await page.evaluate(() => {
        const title = document.querySelector('.menu-title').textContent;
        const picture = document.querySelector('.timeline > svg');
        const what = document.createElement('p');
        const heading = document.createElement('h1');
        heading.textContent = title;
        what.textContent = 'Concurrency and parallelism in Rust: sync, threads, tokio, async-std';
        what.style.cssText = 'margin: 0 0 2.4rem; font-size: 2.6rem';
        heading.style.cssText = 'margin: 0; font-size: 6rem; line-height: 1.1';
        const card = document.createElement('figure');
        card.className = 'timeline';
        card.style.cssText = 'margin: 0; padding: 4rem 6rem; zoom: 0.85';
        card.append(heading, what, picture);
        document.body.replaceChildren(card);
    });
    await page.screenshot({ path: join(root, 'src/share.png') });
    server.close();
} finally {
    await chromium.close();
    rmSync(folder, { recursive: true });
}
