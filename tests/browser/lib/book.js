// The built book, served to a browser.
import { chromium } from 'playwright-core';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The book's root. */
export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..');

const TYPES = {
    '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml',
    '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.woff2': 'font/woff2',
};
// What is packed already; the rest is sent gzipped, as the hosts of static pages do.
const PACKED = ['.png', '.woff2', '.epub', '.pdf'];

/**
 * Starts Chromium.
 * @returns {Promise<import('playwright-core').Browser>}
 * @throws {Error} where there is none.
 */
export function browser() {
    const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
    if (!executablePath || !existsSync(executablePath)) {
        throw new Error(`There is no Chromium at ${executablePath ?? '/usr/bin/chromium'}: install it, or set CHROMIUM to where it is.`);
    }
    return chromium.launch({ executablePath });
}

/** Runs the book's own command, as `cargo run -- …` does. */
export function press(...args) {
    execFileSync('cargo', ['run', '-q', '--', ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A temporary folder. */
export function temporary() {
    return mkdtempSync(join(tmpdir(), 'book-'));
}

/**
 * Serves a folder of static files, gzipped, on a port of this machine, or on any that is free. A host that `strips` sends a
 * browser from `page.html` to `page`, as some do.
 * @returns {Promise<{ base: string, close: () => void }>} the address with a slash at its end.
 */
export async function serve(folder, port = 0, { strips = false } = {}) {
    const server = createServer((request, response) => {
        try {
            const path = decodeURIComponent(new URL(request.url, 'http://book').pathname);
            if (strips && path.endsWith('.html')) {
                response.writeHead(301, { location: path.replace(/(index)?\.html$/, '') });
                response.end();
                return;
            }
            const end = path.endsWith('/') ? 'index.html' : strips && !extname(path) ? '.html' : '';
            const file = join(folder, path + end);
            const body = readFileSync(file);
            response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
            if (PACKED.includes(extname(file))) {
                response.end(body);
            } else {
                response.setHeader('content-encoding', 'gzip');
                response.end(gzipSync(body));
            }
        } catch {
            response.statusCode = 404;
            response.end();
        }
    });
    await new Promise(listening => server.listen(port, '127.0.0.1', listening));
    return {
        base: `http://127.0.0.1:${server.address().port}/`,
        close() {
            server.closeAllConnections();
            server.close();
        },
    };
}

/** Every page of a built book: its path below the book's folder, in the order of the alphabet. */
export function pagesOf(folder) {
    return readdirSync(folder, { recursive: true }).map(path => path.replaceAll('\\', '/')).filter(path => path.endsWith('.html')).sort();
}

/**
 * Builds the book into a temporary folder, serves it, and starts Chromium.
 * @returns {{ base: string, folder: string, browser: import('playwright-core').Browser, pages: string[], close: () => Promise<void> }}
 *   the address with a slash at its end, the folder that is served, and every page's path below it. `close` leaves nothing behind.
 * @throws {Error} where there is no Chromium, or the book cannot be built.
 */
export async function open() {
    const started = await browser();
    const parent = temporary();
    const folder = join(parent, 'book');
    press('build', '--dest', folder);
    const server = await serve(folder);
    return {
        base: server.base,
        folder,
        browser: started,
        pages: pagesOf(folder),
        async close() {
            await started.close();
            server.close();
            rmSync(parent, { recursive: true });
        },
    };
}

/**
 * Has the book served by its own command, where programs can be run, and starts Chromium.
 * @returns {{ base: string, address: string, browser: import('playwright-core').Browser, close: () => Promise<void> }} the address with
 *   a slash at its end, and the one that the terminal shows, which a browser opens first to have Run.
 * @throws {Error} where there is no Chromium, or the book cannot be served.
 */
export async function openServed() {
    const started = await browser();
    // Built first, so that what is ended below is the server and not cargo.
    press('--version');
    const server = spawn('cargo', ['run', '-q', '--', 'serve', '--port', '0', '--no-watch'],
        { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    const address = await new Promise((found, failed) => {
        let said = '';
        server.stdout.on('data', data => {
            said += data;
            const printed = said.match(/http:\/\/\S+/);
            if (printed) {
                found(printed[0]);
            }
        });
        server.on('exit', () => failed(new Error(`the book is not served: ${said}`)));
    });
    return {
        base: new URL('/', address).href,
        address,
        browser: started,
        async close() {
            await started.close();
            const ended = new Promise(done => server.on('exit', done));
            process.kill(-server.pid, 'SIGINT');
            await ended;
        },
    };
}
