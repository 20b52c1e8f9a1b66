// The built book, served to a browser.
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';

/** The book's root. */
export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png' };

/**
 * Builds the book into a temporary folder, serves it, and starts Chromium.
 * @returns {{ base: string, browser: import('playwright-core').Browser, pages: string[], close: () => Promise<void> }}
 *   the address with a slash at its end, and every page's path below it. `close` leaves nothing behind.
 * @throws {Error} where there is no Chromium, or the book cannot be built.
 */
export async function open() {
    const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
    if (!executablePath || !existsSync(executablePath)) {
        throw new Error(`There is no Chromium at ${executablePath ?? '/usr/bin/chromium'}: install it, or set CHROMIUM to where it is.`);
    }
    const folder = mkdtempSync(join(tmpdir(), 'book-'));
    const book = join(folder, 'book');
    execFileSync('cargo', ['run', '-q', '--', 'build', '--dest', book], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const server = createServer((request, response) => {
        try {
            const path = decodeURIComponent(new URL(request.url, 'http://book').pathname);
            const body = readFileSync(join(book, path.endsWith('/') ? `${path}index.html` : path));
            response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html');
            response.end(body);
        } catch {
            response.statusCode = 404;
            response.end();
        }
    });
    await new Promise(listening => server.listen(0, '127.0.0.1', listening));
    const browser = await chromium.launch({ executablePath });
    const pages = readdirSync(book, { recursive: true }).map(path => path.replaceAll('\\', '/')).filter(path => path.endsWith('.html')).sort();
    return {
        base: `http://127.0.0.1:${server.address().port}/`,
        browser,
        pages,
        async close() {
            await browser.close();
            server.closeAllConnections();
            server.close();
            rmSync(folder, { recursive: true });
        },
    };
}
