// What loading a page costs a reader.

/** The networks and machines of which the book's figures speak: 1.6 Mbit/s, 150 ms a request, four times slower. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
export const SLOWER = 4;

/** The windows that a page is measured in. */
export const WINDOWS = {
    phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    desktop: { viewport: { width: 1280, height: 900 } },
};

/**
 * Loads a page cold and says what it cost; not the copy for offline, which is made when that is done.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {object} window one of {@link WINDOWS}
 * @param {boolean} slow on the slow network and machine.
 * @returns {Promise<{ bytes: number, requests: number, hosts: string[], paint: number, shift: number, blocking: number }>}
 *   bytes as sent, heads and all; how many requests, and to which other hosts; when the largest part was painted and for how
 *   long tasks blocked the page beyond 50 ms each, in milliseconds; by how much the layout shifted.
 */
export async function load(browser, url, window, slow) {
    const context = await browser.newContext({ ...window, serviceWorkers: 'block' });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const cost = { bytes: 0, requests: 0, hosts: new Set() };
    cdp.on('Network.requestWillBeSent', ({ request }) => {
        if (/^https?:/.test(request.url)) {
            cost.requests += 1;
            const { host } = new URL(request.url);
            if (host !== new URL(url).host) {
                cost.hosts.add(host);
            }
        }
    });
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { cost.bytes += encodedDataLength; });
    await cdp.send('Network.enable');
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    if (slow) {
        await cdp.send('Network.emulateNetworkConditions', NETWORK);
        await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    }
    await page.addInitScript(() => {
        globalThis.seen = { paint: 0, shift: 0, blocking: 0 };
        const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take)).observe({ type, buffered: true });
        watch('largest-contentful-paint', entry => { seen.paint = entry.startTime; });
        watch('layout-shift', entry => { seen.shift += entry.value; });
        watch('longtask', entry => { seen.blocking += Math.max(0, entry.duration - 50); });
    });
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    // What the page does once it is there.
    await page.waitForTimeout(slow ? 1000 : 100);
    const seen = await page.evaluate(() => globalThis.seen);
    await context.close();
    return { ...cost, hosts: [...cost.hosts], ...seen };
}
