// Keeps the book on the reader's device: the pages that were read, and the whole book where the reader asks for it. Before
// this, the build writes three constants: `version`, a hash of all that can be kept, `files`, their addresses, and `size`, the
// bytes that it takes to load them.
'use strict';

/* global files, size, version */

const scope = self.registration.scope;
// The names of what is kept. A whole book is of one version; pages that were read are each as they were read last.
const READ = `${scope} read`;
const WHOLE = `${scope} whole ${version}`;
// The last that is kept of a whole book, which says that nothing is missing.
const COMPLETE = `${scope}.complete`;
// What has a hash in its name never changes.
const named = /-[0-9a-f]{8}\.(min\.)?[a-z]+$/;
// What a page loads by itself: its styles, scripts and icon.
const LOADS = /<(?:link|script|img)[^>]* (?:href|src)="([^"]+\.(?:css|js|svg|png))"/g;
// As many files are loaded at the same time.
const TOGETHER = 6;

// The address of the file, whatever its question and fragment: some hosts take away `.html`.
function plain(address) {
    const url = new URL(address, scope);
    url.search = url.hash = '';
    if (url.pathname.endsWith('/')) {
        url.pathname += 'index.html';
    } else if (!url.pathname.split('/').pop().includes('.')) {
        url.pathname += '.html';
    }
    return url.href;
}

const known = new Set(files.map(plain));

// Keeps an answer. A browser takes none for a page that came by way of another address, so a copy forgets its way.
async function put(cache, address, response) {
    const { headers, redirected } = response;
    await cache.put(plain(address), redirected ? new Response(await response.blob(), { headers }) : response);
}

async function fetched(address) {
    const response = await fetch(new Request(address, { cache: named.test(address) ? 'default' : 'no-cache' }));
    if (response.status !== 200) {
        throw new Error(`${address}: ${response.status}`);
    }
    return response;
}

// What is kept at an address, or undefined.
async function kept(address) {
    for (const name of [READ, WHOLE]) {
        const found = await (await caches.open(name)).match(plain(address));
        if (found) {
            return found;
        }
    }
    return undefined;
}

async function isComplete(name) {
    return await (await caches.open(name)).match(COMPLETE) !== undefined;
}

// Keeps the whole book; `told` is called with the number of files that are kept already.
async function keepWhole(told) {
    const cache = await caches.open(WHOLE);
    const waiting = [...files];
    let count = 0;
    async function work() {
        for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
            if (!await cache.match(plain(file))) {
                await put(cache, file, await fetched(file));
            }
            count += 1;
            told(count);
        }
    }
    try {
        await Promise.all(Array.from({ length: TOGETHER }, work));
    } finally {
        // After a failure, the others stop too.
        waiting.length = 0;
    }
    await cache.put(COMPLETE, new Response());
}

// Has the pages that were read, and what they had loaded, as this version has them.
async function readAgain() {
    const read = await caches.open(READ);
    const urls = (await read.keys()).map(({ url }) => url);
    const stem = url => url.replace(named, '');
    const stems = new Set(urls.filter(url => named.test(url)).map(stem));
    const wanted = new Set(urls.filter(url => known.has(url) && !named.test(url)));
    for (const file of known) {
        if (named.test(file) && stems.has(stem(file))) {
            wanted.add(file);
        }
    }
    const whole = await caches.open(WHOLE);
    for (const url of wanted) {
        await put(read, url, await whole.match(url) ?? await fetched(url));
    }
}

self.addEventListener('install', event => event.waitUntil((async () => {
    const names = (await caches.keys()).filter(name => name.startsWith(`${scope} whole `));
    const complete = await Promise.all(names.map(isComplete));
    if (complete.includes(true)) {
        await keepWhole(() => {});
    }
    // A reader who saves data loads a page again only by opening it.
    if (!self.navigator.connection?.saveData) {
        await readAgain().catch(() => { /* they stay as they were read */ });
    }
    await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
    const old = (await caches.keys()).filter(name => name.startsWith(`${scope} `) && name !== READ && name !== WHOLE);
    await Promise.all(old.map(name => caches.delete(name)));
    await self.clients.claim();
    await keepOpenPages();
})()));

// Keeps the pages that are open, and what they have loaded before this worker was there.
async function keepOpenPages() {
    const cache = await caches.open(READ);
    async function keep(address) {
        const response = known.has(plain(address)) && !await cache.match(plain(address)) && await fetched(address);
        if (!response) {
            return;
        }
        const loads = response.headers.get('content-type').startsWith('text/html') ? (await response.clone().text()).matchAll(LOADS) : [];
        await put(cache, address, response);
        await Promise.allSettled([...loads].map(([, file]) => keep(new URL(file, plain(address)))));
    }
    const pages = await self.clients.matchAll();
    await Promise.allSettled(pages.map(({ url }) => keep(url)));
}

// How many files of the whole book are kept, while that is being done; and whether it could not be done.
let done = null;
let failed = false;

// Tells all pages what is kept, and how far it is.
async function tell() {
    const whole = await isComplete(WHOLE);
    const state = { size, whole, failed, percent: done === null ? null : Math.floor(100 * done / files.length) };
    (await self.clients.matchAll()).forEach(page => page.postMessage(state));
}

async function keepForReader() {
    failed = false;
    done = 0;
    await tell();
    let percent = 0;
    try {
        await keepWhole(now => {
            if (failed) {
                return;
            }
            done = now;
            if (100 * done / files.length >= percent + 1) {
                percent = 100 * done / files.length;
                tell();
            }
        });
    } catch {
        failed = true;
    }
    done = null;
}

async function heard({ keep }) {
    if (keep === true && done === null) {
        await keepForReader();
    } else if (keep === false) {
        await caches.delete(WHOLE);
    }
    await tell();
}

self.addEventListener('message', event => event.waitUntil(heard(event.data)));

// What a reader without a network gets for a page that is not kept.
async function instead(request) {
    if (request.mode !== 'navigate') {
        return Response.error();
    }
    if (await isComplete(WHOLE)) {
        return kept(`${scope}404.html`);
    }
    const page = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>This page is not kept</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><style>body { font: 1.1em/1.6 sans-serif; margin: 10vmin }</style>
        <main><h1>This page is not kept</h1><p>There is no network, and this browser has kept only the pages that you have read.
        When you are online, “Keep the whole book” in the menu of settings keeps all of them.</p>
        <p><a href="${scope}">The first page of the book</a></p></main></html>`;
    return new Response(page, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

// Online, a page is the newest, and it is kept; offline, it is the kept one.
async function answer(event) {
    const { request } = event;
    const found = named.test(new URL(request.url).pathname) && await kept(request.url);
    if (found) {
        return found;
    }
    try {
        const got = await fetch(request);
        if (got.status === 200 && known.has(plain(request.url))) {
            const copy = got.clone();
            event.waitUntil(caches.open(READ).then(cache => put(cache, request.url, copy)));
        }
        return got;
    } catch {
        return await kept(request.url) ?? instead(request);
    }
}

self.addEventListener('fetch', event => {
    if (event.request.method === 'GET' && event.request.url.startsWith(scope)) {
        event.respondWith(answer(event));
    }
});
