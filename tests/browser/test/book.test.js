import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { open, root, temporary } from '../lib/book.js';
import { WINDOWS, load } from '../lib/load.js';
import { print } from '../lib/print.js';
import { DESKTOP, MAY_COPY, PHONE, axe, copy, openAll, tab as inTab } from '../lib/tab.js';

const COUNT = 'idea/one-program-four-ways.html';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

const tab = (options, use) => inTab(book, options, use);

// The text of a listing. A variant is in a folder of its program's: gather_panics is gather/panics.
function sourceOf(program, model) {
    const file = model === 'python' ? 'python.py' : `${model.replaceAll('-', '_')}.rs`;
    const words = program.split('_');
    const folders = words.map((_, n) => join('listings', words.slice(0, n + 1).join('_'), words.slice(n + 1).join('_')));
    return readFileSync(folders.map(folder => join(root, folder, file)).find(existsSync), 'utf8');
}

// Calls `use` with a tab after a page of the book is loaded in it, for every page, and says what it found wrong, page by page.
async function everyPage(options, use, tabs = 2) {
    const left = [...book.pages];
    const wrong = [];
    const some = () => tab(options, async page => {
        for (let path = left.shift(); path; path = left.shift()) {
            await page.goto(book.base + path);
            wrong.push(...(await use(page, path)).map(fault => `${path}: ${fault}`));
        }
    });
    await Promise.all(Array.from({ length: tabs }, some));
    assert.deepEqual(wrong, []);
}

describe('every page', () => {
    // print.html holds all pages together, with what is unique on each; it is made for a printer.
    const readable = (page, path) => path === 'print.html' ? [] : axe(page);

    test('breaks no rule of axe in either scheme, on a desktop and a phone, says no error and asks no other host', () =>
        everyPage({}, async (page, path) => {
            const faults = [];
            for (const colorScheme of ['light', 'dark']) {
                for (const viewport of [DESKTOP, PHONE]) {
                    await page.setViewportSize(viewport);
                    await page.emulateMedia({ colorScheme });
                    faults.push(...(await readable(page, path)).map(fault => `${colorScheme}, ${viewport.width}: ${fault}`));
                }
            }
            return faults;
        }));

    // 640 is a desktop at 200 %, 320 one at 400 %, which is as narrow as WCAG asks for.
    for (const width of [390, 640, 320]) {
        test(`is no wider than a window of ${width} pixels`, () =>
            everyPage({ viewport: { width, height: 844 } }, page => page.evaluate(() => {
                document.querySelectorAll('main details').forEach(details => { details.open = true; });
                // The body hides what is too wide, so each part is asked where it ends, unless it scrolls by itself.
                const scrolls = part => part.closest('main') && (getComputedStyle(part).overflowX !== 'visible' || scrolls(part.parentElement));
                const wide = [...document.querySelectorAll('header *, main *, .nav-wrapper *')].filter(part => !part.closest('svg *')
                    && part.getClientRects().length && part.getBoundingClientRect().right > innerWidth + 1 && !scrolls(part.parentElement));
                const faults = wide.map(part => `${part.outerHTML.slice(0, 100)} ends at ${part.getBoundingClientRect().right}`);
                return document.documentElement.scrollWidth > innerWidth ? [...faults, 'it scrolls sideways'] : faults;
            })));
    }

    test('prints every listing, timeline and answer, and nothing that is to be pressed', () =>
        everyPage({ colorScheme: 'dark' }, async page => {
            await page.emulateMedia({ media: 'print' });
            return page.evaluate(() => {
                const shown = part => part.checkVisibility({ contentVisibilityAuto: true });
                const named = (selector, fault) => [...document.querySelectorAll(selector)].filter(part => shown(part) === (fault === 'is printed'))
                    .map(part => `${part.outerHTML.slice(0, 100)} ${fault}`);
                return [
                    ...named('.listing > pre, .listing .output pre, .timeline > svg, main details > :not(summary)', 'is not printed'),
                    ...named('button, nav, header, .tabs, .skip, .replay', 'is printed'),
                ];
            });
        }));

    test('underlines every link in its text', () =>
        everyPage({}, page => page.evaluate(() => [...document.querySelectorAll('main :is(p, li) a:not(.header)')]
            .filter(link => link.getClientRects().length && !link.closest('.claim, nav, .chapter') && getComputedStyle(link).textDecorationLine !== 'underline')
            .map(link => `${link.outerHTML.slice(0, 100)} is not underlined`))));

    test('describes itself, leads to its neighbours by their names, and has headings that lead to themselves', () =>
        everyPage({}, (page, path) => page.evaluate(alone => {
            const meta = name => document.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.content ?? '';
            const faults = [...document.querySelectorAll('main :is(h1, h2, h3, h4)[id]:not(.hero *)')]
                .filter(heading => !heading.closest('form') && heading.querySelector('a.header')?.getAttribute('href') !== `#${heading.id}`)
                .map(heading => `${heading.outerHTML.slice(0, 100)} does not lead to itself`);
            const described = ['description', 'og:title', 'og:description', 'og:site_name'];
            faults.push(...described.filter(name => !meta(name) || meta(name).length > 220).map(name => `${name}: ${meta(name)}`));
            const links = [...document.querySelectorAll('#mdbook-sidebar a')];
            for (const neighbour of document.querySelectorAll('.nav-chapters')) {
                const there = links.find(link => link.href === neighbour.href);
                if (!there || !neighbour.textContent.includes(there.firstChild.textContent.trim())) {
                    faults.push(`${neighbour.outerHTML} does not name where it leads`);
                }
            }
            const wanted = alone ? 0 : document.querySelector('#mdbook-sidebar a.active') === links.at(0) ? 1 : 2;
            const last = document.querySelector('#mdbook-sidebar a.active') === links.at(-1);
            if (document.querySelectorAll('.nav-chapters').length !== wanted - last) {
                faults.push('its neighbours are not both there');
            }
            return faults;
        }, /^(404|print|toc)/.test(path)).then(found => path === 'toc.html' ? [] : found)));
});

describe('every page, loaded', () => {
    // Sizes and counts; `npm run figures` measures times, which a busy machine cannot hold.
    for (const [name, window] of Object.entries(WINDOWS)) {
        test(`weighs at most 50 KiB in 12 requests and moves nothing once it is shown, on a ${name}`, async () => {
            const wrong = [];
            for (const path of book.pages.filter(page => page !== 'print.html')) {
                const { bytes, requests, shift } = await load(book.browser, book.base + path, window, false);
                if (bytes > 50 * 1024 || requests > 12 || shift > 0) {
                    wrong.push(`${path}: ${bytes} bytes in ${requests} requests, its layout shifts by ${shift}`);
                }
            }
            assert.deepEqual(wrong, []);
        });
    }

    test('shows everything without JavaScript', () =>
        everyPage({ javaScriptEnabled: false }, (page, path) => page.evaluate(contents => {
            const parts = [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, pre, li, table, figure), .chapter a')];
            const faults = parts.filter(part => !part.closest('details:not([open]), .check') && part.textContent.trim() && !part.getClientRects().length)
                .map(part => `${part.outerHTML.slice(0, 100)} is not shown`);
            if (!parts.length) {
                faults.push('it is empty');
            }
            if (contents && !document.querySelector('header a[href$="toc.html"]')?.getClientRects().length) {
                faults.push('no link leads to the contents');
            }
            return faults;
        }, path !== 'toc.html')));

    test('gives away by Copy what its listings hold, byte for byte', async () => {
        let programs = 0;
        await everyPage(MAY_COPY, async (page, path) => {
            const faults = [];
            // A reader opens what is folded before copying from it.
            await page.evaluate(() => document.querySelectorAll('details').forEach(folded => { folded.open = true; }));
            for (const listing of path === 'print.html' ? [] : await page.locator('.listing:has(> .tools)').all()) {
                const { program, model } = await listing.evaluate(element => ({ ...element.dataset }));
                const choice = listing.locator(`xpath=../*[@role="tablist"]/*[@data-label="${model}"]`);
                if (await choice.count()) {
                    await choice.click();
                }
                const copied = await copy(page, listing.locator('> .tools .copy'));
                const source = sourceOf(program, model);
                const excerpt = await listing.locator('> .from').count();
                // An excerpt loses the indentation that it has in its file, and gets the imports that it needs.
                if (excerpt ? !copied.replace(/^use [^;]*;\n/gm, '').trim().split('\n').every(line => source.includes(line.trim())) : copied !== source) {
                    faults.push(`${program}/${model}: copied\n${copied}`);
                }
                programs += excerpt ? 0 : 1;
            }
            return faults;
        // All tabs share one clipboard.
        }, 1);
        assert.ok(programs > 20, `only ${programs} programs were copied`);
    });
});

test('every program can be had as a project, and leads to the playground only where that has its crates', async () => {
    let links = 0;
    await everyPage({}, async (page, path) => {
        const offers = path === 'print.html' ? [] : await page.$$eval('.listing:has(> .tools)', listings => listings.map(listing => ({
            ...listing.dataset,
            excerpt: Boolean(listing.querySelector(':scope > .from')),
            add: listing.querySelector(':scope > .add code')?.textContent ?? '',
            project: listing.querySelector('.tools a[download]')?.href,
            playground: listing.querySelector('.tools a[target=_blank]')?.href,
        })));
        const faults = [];
        for (const { program, model, excerpt, add, project, playground } of offers) {
            if (excerpt || model === 'python') {
                faults.push(...(project || playground) ? [`${program}/${model} is offered, and is no program of Rust`] : []);
                continue;
            }
            const response = project && await page.request.get(project);
            const archive = response?.ok() ? gunzipSync(await response.body()).toString() : '';
            if (!archive.includes(`\0${sourceOf(program, model)}`)) {
                faults.push(`${program}/${model}: the project ${project} does not hold it`);
            }
            if (playground) {
                links += 1;
                const { origin, searchParams } = new URL(playground);
                const asked = ['edition', 'code'].map(name => searchParams.get(name));
                if (origin !== 'https://play.rust-lang.org' || asked[0] !== '2024' || asked[1] !== sourceOf(program, model)) {
                    faults.push(`${program}/${model}: ${playground}`);
                }
                if (/async-std|cpu-time|core_affinity/.test(add)) {
                    faults.push(`${program}/${model} needs crates that the playground lacks: ${add}`);
                }
            } else if (/^(\$ cargo add tokio --.*)?$/s.test(add) && encodeURIComponent(sourceOf(program, model)).length < 7000) {
                faults.push(`${program}/${model} does not lead to the playground`);
            }
        }
        return faults;
    });
    assert.ok(links > 50, `only ${links} programs lead to the playground`);
});

describe('the count page', () => {
    const chosen = page => page.evaluate(() => document.querySelector('[role=tab][aria-selected=true]').textContent);
    const shown = page => page.evaluate(() => [...document.querySelectorAll('.program:has([role=tab]) > .listing')]
        .filter(listing => listing.getClientRects().length).map(listing => listing.dataset.model));

    test('has tabs for the keyboard, one of which is reached by Tab', () => tab({}, async page => {
        await page.goto(book.base + COUNT);
        await page.focus('[role=tab][aria-selected=true]');
        for (const [key, model] of [['ArrowRight', 'threads'], ['ArrowRight', 'tokio'], ['ArrowLeft', 'threads'], ['Home', 'sync'],
            ['End', 'async-std'], ['ArrowRight', 'sync'], ['ArrowLeft', 'async-std']]) {
            await page.keyboard.press(key);
            assert.deepEqual([await chosen(page), await shown(page)], [model, [model]], key);
            assert.equal(await page.evaluate(() => document.activeElement.textContent), model, key);
        }
        assert.ok(page.url().includes(COUNT), 'the arrow keys turned the page');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), null);
    }));

    test('remembers the model, on other pages too, and takes it from the address', () => tab({}, async page => {
        await page.goto(`${book.base}${COUNT}?model=tokio`);
        assert.deepEqual([await chosen(page), await shown(page)], ['tokio', ['tokio']]);
        await page.goto(`${book.base}idea/gather.html`);
        assert.equal(await chosen(page), 'tokio');
        await page.goto(`${book.base}${COUNT}?model=%22%5D%7Bx`);
        assert.equal(await chosen(page), 'sync', 'no model has that name');
        await page.goto(`${book.base}${COUNT}#count-threads-title`);
        assert.deepEqual(await shown(page), ['threads']);
    }));

    test('copies the command that adds its crates', () => tab(MAY_COPY, async page => {
        for (const [model, command] of [['tokio', /^cargo add tokio --features [a-z,-]+$/], ['async-std', /^cargo add async-std [a-z ,/-]+$/]]) {
            await page.goto(`${book.base}${COUNT}?model=${model}`);
            assert.match(await copy(page, page.locator(`#count-${model} .add .copy`).first()), command);
        }
    }));
});

describe('the count page, searched', () => {
    test('finds what is searched for, by keyboard, and loads the index only then', () => tab({}, async page => {
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        await page.goto(book.base + COUNT);
        assert.deepEqual(asked.filter(url => /search|elasticlunr/.test(url)), []);
        await page.keyboard.press('/');
        await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
        await page.keyboard.type('coroutine', { delay: 10 });
        await page.waitForSelector('#mdbook-searchresults li');
        assert.equal(await page.inputValue('#mdbook-searchbar'), 'coroutine');
        assert.deepEqual(await axe(page), []);
        await page.click('#mdbook-searchresults li a');
        await page.waitForSelector('main mark');
    }));

    for (const [what, asked, found] of [
        ['a page', 'join many results', 'idea/gather.html#gather'],
        ['a program', 'word_count', 'programs/index.html#word_count'],
        ['a listing', 'lease_cancelled python', 'idea/async-with.html#lease_cancelled-python-title'],
        ['a claim', 'others wait together', 'reference/claims/idea.html#count-the_others_wait_together'],
        ['a term', 'spawn_blocking', 'practice/mixing.html#sync-in-async-spawn_blocking'],
        ['a word that lists of English leave out', 'async for', 'idea/async-for.html#async-for-values-over-time-streams'],
    ]) {
        test(`finds ${what} among the first results`, () => tab({}, async page => {
            await page.goto(book.base + COUNT);
            await page.click('#mdbook-search-toggle');
            await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
            await page.keyboard.type(asked);
            await page.waitForFunction(words => document.getElementById('mdbook-searchresults-header').textContent.includes(`'${words}'`), asked);
            const links = await page.$$eval('#mdbook-searchresults li > a', results => results.slice(0, 5)
                .map(link => link.getAttribute('href').replace(/^.*\.\.\//, '').replace(/\?[^#]*/, '')));
            assert.ok(links.includes(found), `${found} is not among ${links.join(', ')}`);
        }));
    }

    test('has an index of at most 350 KiB, whose addresses exist', () => tab({}, async page => {
        const file = readFileSync(join(book.folder, 'generated/search.js'));
        assert.ok(gzipSync(file).length <= 350 * 1024, `${gzipSync(file).length} bytes`);
        await page.goto(`${book.base}start.html`);
        const addresses = await page.evaluate(text => {
            const search = {};
            new Function('elasticlunr', 'window', text)({ clearStopWords() {}, addStopWords() {} }, { search });
            return search.doc_urls;
        }, file.toString());
        const texts = new Map();
        const dead = addresses.filter(address => {
            const [path, id] = address.split('#');
            if (!texts.has(path)) {
                texts.set(path, readFileSync(join(book.folder, path), 'utf8'));
            }
            return id && !texts.get(path).includes(`id="${id}"`);
        });
        assert.ok(addresses.length > 1000);
        assert.deepEqual(dead, []);
    }));
});

describe('the count page, used', () => {
    test('turns by the arrow keys, but not from inside a listing', () => tab({ viewport: PHONE }, async page => {
        await page.goto(book.base + COUNT);
        await page.focus('pre[tabindex]');
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(300);
        assert.ok(page.url().includes(COUNT));
        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press('ArrowRight');
        await page.waitForURL(url => !url.pathname.includes(COUNT));
    }));

    test('has a menu of schemes, contents and help for the keyboard', () => tab({ colorScheme: 'light' }, async page => {
        const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
        await page.goto(book.base + COUNT);
        await page.focus('#mdbook-theme-toggle');
        await page.keyboard.press('Enter');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        assert.equal(await scheme(), 'dark');
        assert.deepEqual(await axe(page), []);
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'mdbook-theme-toggle');
        await page.reload();
        assert.equal(await scheme(), 'dark', 'it is not remembered');

        assert.ok(await page.isVisible('#mdbook-sidebar a.active'));
        await page.focus('#mdbook-sidebar-toggle');
        await page.keyboard.press('Enter');
        await page.waitForSelector('#mdbook-sidebar a.active', { state: 'hidden' });
        await page.keyboard.press('Enter');
        await page.waitForSelector('#mdbook-sidebar a.active', { state: 'visible' });

        await page.keyboard.press('?');
        assert.ok(await page.isVisible('#mdbook-help-popup'));
        assert.deepEqual(await axe(page), []);
        await page.keyboard.press('Escape');
        assert.ok(!await page.isVisible('#mdbook-help-popup'));
    }));

    test('downloads a program as a project', () => tab({}, async page => {
        await page.goto(`${book.base}${COUNT}?model=tokio`);
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: 'Download count with tokio as a Cargo project' }).click();
        assert.equal((await download).suggestedFilename(), 'count-tokio.tar.gz');
    }));

    for (const [name, viewport, colorScheme] of [['beside each other', DESKTOP, 'light'], ['one under the other on a phone', PHONE, 'dark']]) {
        test(`compares any two models, ${name}`, () => tab({ viewport, colorScheme }, async page => {
            const asked = [];
            page.on('request', request => asked.push(request.url()));
            await page.goto(`${book.base}${COUNT}?model=tokio`);
            assert.deepEqual(asked.filter(url => url.includes('compare')), [], 'it is loaded before a reader asks');
            const button = page.getByRole('button', { name: 'Compare count with tokio with another model' });
            await button.focus();
            await page.keyboard.press('Enter');
            const dialog = page.getByRole('dialog', { name: 'Compare count' });
            await dialog.waitFor();
            const panes = () => dialog.locator('.pane').evaluateAll(found => found.map(pane => ({
                model: pane.querySelector('h3').textContent,
                text: pane.querySelector('pre').textContent,
                marked: [...pane.querySelectorAll('del, ins')].map(line => line.textContent).join(''),
            })));
            for (const [first, second] of [['threads', 'tokio'], ['sync', 'tokio'], ['async-std', 'sync'], ['tokio', 'tokio']]) {
                await dialog.getByLabel('First model').selectOption(first);
                await dialog.getByLabel('Second model').selectOption(second);
                const [one, other] = await panes();
                assert.deepEqual([one.model, other.model], [first, second]);
                assert.deepEqual([one.text, other.text], [sourceOf('count', first), sourceOf('count', second)]);
                // What is not marked is the same in both.
                const unmarked = ({ text, marked }) => text.split('\n').filter(line => !marked.split('\n').includes(line));
                assert.deepEqual(unmarked(one), unmarked(other));
                assert.equal(one.marked === '', first === second);
            }
            await dialog.getByLabel('First model').selectOption('sync');
            const [first, second] = await dialog.locator('.pane').evaluateAll(found => found.map(pane => {
                const [head, line] = [pane.querySelector('h3'), pane.querySelector('.line')].map(part => part.getBoundingClientRect());
                return { left: head.left, top: head.top, line: line.top };
            }));
            if (viewport === PHONE) {
                assert.ok(second.left === first.left && second.top > first.line, 'they are beside each other');
            } else {
                assert.ok(second.left > first.left && second.line === first.line, 'they are not beside each other');
            }
            assert.deepEqual(await axe(page), []);
            await page.keyboard.press('ArrowRight');
            assert.ok(page.url().includes(COUNT), 'the arrow keys turned the page');
            await page.keyboard.press('Escape');
            assert.ok(!await dialog.isVisible());
            assert.ok(await button.evaluate(pressed => pressed === document.activeElement), 'the keyboard has lost its place');
        }));
    }
});

describe('the count page, left and come back to', () => {
    test('opens a replay at the step that its address names, and gives that address away', () => tab(MAY_COPY, async page => {
        await page.goto(`${book.base}${COUNT}#replay=count/tokio@17`);
        await page.waitForSelector('.replay-controls');
        const step = () => page.locator('.replay-slider').getAttribute('aria-valuetext');
        assert.match(await step(), /^17 of \d+:/);
        assert.equal(await page.locator('.replay-open[aria-expanded=true]').textContent(), 'Close the replay');
        await page.getByRole('button', { name: 'Forward' }).click();
        const link = await copy(page, page.getByRole('button', { name: 'Copy a link to this step' }));
        assert.equal(link, `${book.base}${COUNT}#replay=count/tokio@18`);
        await page.goto('about:blank');
        await page.goto(link);
        await page.waitForSelector('.replay-controls');
        assert.match(await step(), /^18 of /);
        await page.evaluate(() => { location.hash = '#replay=count/threads@9999'; });
        await page.waitForFunction(() => document.querySelector('.replay-said')?.textContent.startsWith('The address asks for step 9999. This replay has '));
        await page.evaluate(() => { location.hash = '#replay=chat/tokio@1'; });
        assert.equal(await page.locator('.replay-missing').textContent(), 'The address asks for a replay of chat with tokio. This page has none.');
    }));

    test('is remembered with its section, and the start page offers to continue there', () => tab({}, async page => {
        await page.goto(`${book.base}start.html`);
        assert.equal(await page.locator('.continue').count(), 0);
        await page.goto(book.base + COUNT);
        const heading = page.locator('main h2').last();
        await heading.evaluate(place => place.scrollIntoView({ behavior: 'instant' }));
        const words = await heading.textContent();
        await page.goto(`${book.base}start.html`);
        const link = page.locator('.continue a');
        assert.equal(await link.textContent(), words);
        await link.click();
        assert.ok(page.url().startsWith(`${book.base}${COUNT}#`), page.url());
    }));
});

describe('the count page, read', () => {
    test('replays its timeline', () => tab({}, async page => {
        await openAll(page);
        await page.goto(book.base + COUNT);
        const button = page.locator('.replay-open').first();
        await button.click();
        await page.waitForFunction(() => document.querySelector('.replay-open').getAttribute('aria-expanded') === 'true');
        assert.deepEqual(await axe(page), []);
    }));

    test('is walked through by the keyboard, which shows where it is', () => tab({ colorScheme: 'light' }, async page => {
        await page.goto(book.base + COUNT);
        const focused = () => page.evaluate(() => {
            const part = document.activeElement;
            const { outlineStyle, outlineWidth } = getComputedStyle(part);
            const { top, bottom } = part.getBoundingClientRect();
            return {
                name: part.getAttribute('aria-label') ?? part.textContent.trim().slice(0, 40),
                role: part.getAttribute('role') ?? part.localName,
                seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight,
            };
        });
        await page.keyboard.press('Tab');
        assert.equal((await focused()).name, 'Skip to the text');
        await page.keyboard.press('Enter');
        const path = [];
        do {
            await page.keyboard.press('Tab');
            path.push(await focused());
            if (path.at(-1).name === 'sync' && path.at(-1).role === 'tab') {
                await page.keyboard.press('ArrowRight');
                await page.keyboard.press('ArrowRight');
                path.push(await focused());
            } else if (path.at(-1).name === 'Show what it prints') {
                await page.keyboard.press('Enter');
            }
        } while (path.at(-1).role !== 'body' && !/^Close|^Replay/.test(path.at(-1).name) && path.length < 100);
        assert.deepEqual(path.filter(({ seen }) => !seen), [], 'nothing shows where the keyboard is');
        const steps = path.map(({ name }) => name);
        // The listing's tabs, its tools, its code, the command that adds its crates and what it prints.
        const wanted = ['sync', 'tokio', 'Copy the program', 'Compare count with tokio with another model', 'Download count with tokio as a Cargo project',
            'Run count with tokio in the Rust playground, on another site', 'Code', 'Commands', 'Copy the command', 'Show what it prints', 'Output',
            'Replay step by step'];
        let at = -1;
        for (const name of wanted) {
            at = steps.indexOf(name, at + 1);
            assert.ok(at >= 0, `${name} is not reached in turn: ${steps.join(', ')}`);
        }
        await page.keyboard.press('Enter');
        await page.waitForSelector('.replay-controls');
    }));

    test('is marked as read in the contents once its end was seen, until the reader has that forgotten', () => tab({ colorScheme: 'dark' }, async page => {
        const marked = () => page.$$eval('#mdbook-sidebar a:has(.read)', links => links.map(link => link.getAttribute('href')));
        await page.goto(book.base + COUNT);
        assert.deepEqual(await marked(), []);
        await page.locator('.nav-wrapper').scrollIntoViewIfNeeded();
        await page.waitForSelector('#mdbook-sidebar .read');
        await page.goto(`${book.base}start.html`);
        assert.deepEqual(await marked(), [COUNT]);
        const link = page.getByRole('link', { name: 'One program, four ways read', exact: true });
        assert.ok(await link.isVisible(), 'the mark has no words');
        assert.match(await page.textContent('.progress'), /^1 of \d\d+ pages read/);
        assert.deepEqual(await axe(page), []);
        await page.getByRole('button', { name: 'Forget' }).press('Enter');
        await page.waitForFunction(() => !document.querySelector('.progress, .read'));
        assert.ok(await page.evaluate(() => document.activeElement.closest('#mdbook-sidebar')), 'the keyboard has lost its place');
        await page.reload();
        assert.deepEqual(await marked(), []);
    }));

    test('moves nothing by itself where motion is to be reduced', () => tab({}, async page => {
        await page.goto(book.base + COUNT);
        const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter(part => {
            const { transitionDuration, animationName } = getComputedStyle(part);
            return transitionDuration.split(', ').some(time => parseFloat(time) > 0) || animationName !== 'none';
        }).map(part => part.outerHTML.slice(0, 80)));
        assert.deepEqual(moving, []);
    }));

    test('prints on white', () => tab({ colorScheme: 'dark' }, async page => {
        await page.goto(book.base + COUNT);
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'light');
    }));
});

test('a timeline draws as outlines where a thread had no core, and full where it computed', () => tab({}, async page => {
    await page.goto(`${book.base}programs/accounts.html`);
    const fills = of => page.$$eval(`.timeline > svg ${of}`, drawn => [...new Set(drawn.map(one => getComputedStyle(one).fill))]);
    assert.deepEqual(await fills('rect.outline'), ['none']);
    const full = await fills(':is(rect, path)[class^=frame-]:not(.outline, .open)');
    assert.ok(full.length > 2 && !full.includes('none'), full);
}));

test('the page for wrong addresses leads to the contents and the search', () => tab({}, async page => {
    await page.goto(`${book.base}404.html`);
    assert.match(await page.textContent('h1'), /no such page/);
    const offered = await page.$$eval('main li a', links => links.map(link => link.getAttribute('href')));
    const contents = await page.$$eval('#mdbook-sidebar a', links => links.map(link => link.getAttribute('href')));
    assert.deepEqual(offered, contents);
    assert.ok(await page.isVisible('#mdbook-search-toggle'));
}));

test('the PDF has every page, and every listing of it, in its outline', () => tab({}, async page => {
    const folder = temporary();
    const file = join(folder, 'book.pdf');
    try {
        await print(book.browser, book.base, file);
        await page.addInitScript(() => { window.print = () => {}; });
        await page.goto(`${book.base}print.html`);
        await page.emulateMedia({ media: 'print' });
        const headings = await page.evaluate(() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')].filter(heading => heading.checkVisibility()).length);
        const outline = readFileSync(file, 'latin1').match(/\/Title [(<]/g).length;
        // The document has a title too.
        assert.equal(outline - 1, headings);
    } finally {
        rmSync(folder, { recursive: true });
    }
}));
