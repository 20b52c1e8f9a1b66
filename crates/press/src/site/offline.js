// Keeps the book on the reader's device. Before this, the build writes two constants: `version`, a hash of all that is kept,
// and `files`, their addresses. A new version replaces the one before.
'use strict';

/* global files, version */

const scope = self.registration.scope;
const name = `${scope} ${version}`;
// What has a hash in its name never changes.
const named = /-[0-9a-f]{8}\.(min\.)?[a-z]+$/;

self.addEventListener('install', event => event.waitUntil((async () => {
    const cache = await caches.open(name);
    await cache.addAll(files.map(file => new Request(file, { cache: named.test(file) ? 'default' : 'no-cache' })));
    await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
    const old = (await caches.keys()).filter(other => other.startsWith(`${scope} `) && other !== name);
    await Promise.all(old.map(other => caches.delete(other)));
    await self.clients.claim();
})()));

// What is kept at an address, whatever its question and fragment.
async function kept(address) {
    const url = new URL(address);
    url.search = url.hash = '';
    if (url.pathname.endsWith('/')) {
        url.pathname += 'index.html';
    }
    return (await caches.open(name)).match(url);
}

// Online, a page is the newest; offline, the kept one.
async function answer(request) {
    if (named.test(new URL(request.url).pathname)) {
        return await kept(request.url) ?? fetch(request);
    }
    try {
        return await fetch(request);
    } catch {
        const missing = () => request.mode === 'navigate' ? kept(`${scope}404.html`) : Response.error();
        return await kept(request.url) ?? missing();
    }
}

self.addEventListener('fetch', event => {
    if (event.request.method === 'GET' && event.request.url.startsWith(scope)) {
        event.respondWith(answer(event.request));
    }
});
