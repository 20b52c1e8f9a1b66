// The book as `cargo run` serves it: programs that run in the page, and the reader's own versions of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openServed, root } from '../lib/book.js';
import { DESKTOP, MAY_COPY, PHONE, axe, copy, tab as inTab } from '../lib/tab.js';

const COUNT = 'idea/one-program-four-ways.html';
// The listings are built before the first of them can run.
const BUILT = { timeout: 600_000 };

let book;
before(async () => {
    book = await openServed();
    // Only one test waits for the listings.
    await tab({}, async page => {
        const listing = await open(page, 'sync');
        await listing.run.click();
        await listing.ran.locator('.note', { hasText: 'exit status' }).waitFor(BUILT);
    });
}, BUILT);
after(async () => { await book?.close(); });

// A tab of a browser that has opened the printed address.
const tab = (options, use) => inTab(book, options, async page => {
    await page.goto(book.address);
    return use(page);
});
const source = model => readFileSync(join(root, `listings/count/${model}.rs`), 'utf8');

// The count page with a model shown, and what its listing has to be pressed and read.
async function open(page, model) {
    await page.goto(`${book.base}${COUNT}?model=${model}`);
    const listing = page.locator(`#count-${model}`);
    const button = name => listing.getByRole('button', { name: `${name} count with ${model}` });
    return {
        listing, button,
        run: button('Run'),
        edit: button('Edit'),
        editor: listing.getByRole('textbox', { name: `The source of count with ${model}` }),
        ran: listing.getByRole('log'),
    };
}

// Replaces what the editor holds by `text`.
async function write(page, { editor }, text) {
    await editor.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
}

// What was printed, with the seconds of each line, once the program has ended.
async function lines(page, { listing, ran }) {
    await listing.getByRole('button', { name: /^Run / }).waitFor({ timeout: 60_000 });
    return ran.locator('.line').evaluateAll(found => found.map(line => ({
        at: parseFloat(line.querySelector('time').textContent), text: line.lastChild.textContent,
    })));
}

test('a listing runs, and each line comes when the program prints it', () => tab({}, async page => {
    const count = await open(page, 'tokio');
    await count.run.click();
    const began = count.ran.getByText('one').nth(2);
    await began.waitFor();
    assert.equal(await count.ran.getByText('two', { exact: true }).count(), 0, 'the lines do not come as they are printed');
    const printed = await lines(page, count);
    assert.deepEqual(printed.slice(0, 6).map(({ text }) => text), ['one', 'one', 'one', 'two', 'two', 'two']);
    assert.ok(printed[3].at - printed[2].at >= 0.9, JSON.stringify(printed));
    assert.deepEqual(await page.locator('.tools a[target=_blank]').count(), 0, 'the playground is offered beside Run');
}));

test('a reader changes a program, runs, copies and keeps it, and has the book\'s back', () => tab(MAY_COPY, async page => {
    const count = await open(page, 'tokio');
    const requests = [];
    page.on('request', request => requests.push(request.url()));
    await count.edit.click();
    assert.equal(requests.filter(url => url.endsWith('/editor.js')).length, 1, 'the editor is not loaded when first used');
    const changed = source('tokio').replace('from_secs(1)', 'from_secs(2)');
    await write(page, count, changed);
    await count.run.click();
    const printed = await lines(page, count);
    assert.equal(printed[6].text, 'executed in 2.00 seconds.'.replace('2.00', printed[6].text.match(/\d\.\d\d/)[0]));
    assert.ok(printed[3].at >= 2, JSON.stringify(printed));
    assert.equal(await copy(page, count.listing.locator('> .tools .copy')), changed);
    await page.reload();
    await count.editor.waitFor();
    await count.listing.getByText(/^This is your version, not the book's/).waitFor();
    assert.equal(await copy(page, count.listing.locator('> .tools .copy')), changed, 'the change is not kept');
    // The book has changed since.
    await page.evaluate(() => {
        const key = Object.keys(localStorage).find(name => name.startsWith('book-edit-') && name.endsWith('-count-tokio'));
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), original: 'fn main() {}' }));
    });
    await page.reload();
    await count.listing.getByText(/^This is your version of an older program/).waitFor();
    await count.button('Reset').click();
    assert.ok(!await count.editor.isVisible());
    assert.equal(await copy(page, count.listing.locator('> .tools .copy')), source('tokio'));
    await page.reload();
    await count.edit.waitFor();
    assert.ok(await count.listing.locator('> pre').isVisible());
}));

test('what does not compile is told as rustc tells it', () => tab({}, async page => {
    const count = await open(page, 'threads');
    await count.edit.click();
    await write(page, count, 'fn main() { let one: u8 = "two"; }\n');
    await count.run.click();
    await lines(page, count);
    const said = await count.ran.innerText();
    assert.match(said, /error\[E0308\]: mismatched types/);
    assert.match(said, /--> main.rs:1:27/);
    assert.match(said, /it does not compile/);
}));

test('a program is stopped', () => tab({}, async page => {
    const count = await open(page, 'sync');
    await count.edit.click();
    await write(page, count, 'fn main() { println!("begun"); loop { std::thread::park(); } }\n');
    await count.run.click();
    await count.ran.getByText('begun').waitFor();
    await count.button('Stop').click();
    await count.ran.getByText('stopped').waitFor();
    await count.run.waitFor();
}));

test('a program that prints without end leaves the page alive, and is stopped or comes to its limit', () => tab({}, async page => {
    const count = await open(page, 'sync');
    await count.edit.click();
    await write(page, count, 'fn main() { for n in 0.. { println!("line {n}"); if n == 15_000 { std::thread::sleep(std::time::Duration::from_secs(20)); } } }\n');
    await page.evaluate(() => {
        globalThis.longest = 0;
        let last = performance.now();
        setInterval(() => {
            globalThis.longest = Math.max(globalThis.longest, performance.now() - last);
            last = performance.now();
        }, 20);
    });
    await count.run.click();
    await count.ran.getByText('line 15000', { exact: true }).waitFor({ timeout: 60_000 });
    const longest = await page.evaluate(() => globalThis.longest);
    // When each line was drawn by itself, as many took minutes; a busy machine adds some of its own.
    assert.ok(longest < 3000, `the page was deaf for ${longest} ms`);
    assert.ok(await count.ran.locator('.line').count() <= 2000, 'all lines are kept');
    await count.ran.getByText(/^\d+ lines before these are not shown$/).waitFor({ state: 'attached' });
    await count.button('Stop').click({ timeout: 5000 });
    await count.ran.getByText('stopped').waitFor();
    await write(page, count, 'fn main() { loop { println!("x"); } }\n');
    await count.run.click();
    await count.ran.getByText('stopped: it printed more than 20000 lines').waitFor({ timeout: 60_000 });
    await count.run.waitFor();
}));

test('the second click of a double click on Run stops nothing', () => tab({}, async page => {
    const count = await open(page, 'sync');
    await count.run.dblclick();
    const printed = await lines(page, count);
    assert.ok(printed.some(({ text }) => text === 'one'), JSON.stringify(printed));
    assert.equal(await count.ran.getByText('stopped').count(), 0);
}));

test('twelve tabs load, and Run works in each', { timeout: 180_000 }, () => tab({}, async first => {
    const pages = [first];
    while (pages.length < 12) {
        pages.push(await first.context().newPage());
    }
    for (const page of pages) {
        await page.goto(`${book.base}${COUNT}?model=tokio`, { timeout: 20_000 });
    }
    for (const page of pages) {
        await page.getByRole('button', { name: 'Run count with tokio' }).click();
        await page.locator('#count-tokio .ran').getByText('exit status: 0').waitFor({ timeout: 20_000 });
    }
}));

test('a change of the book takes away neither an output nor an edit, and loads an idle page again', () => tab({}, async page => {
    let version = null;
    await page.route('**/.press/news', async route => {
        const answer = await route.fetch();
        const news = await answer.json();
        await route.fulfill({ json: { ...news, version: version ?? news.version } });
    });
    const changes = () => { version = String(Date.now()); };
    const loads = async () => {
        await page.evaluate(() => { globalThis.same = true; });
        changes();
        return page.locator('#press-changed').waitFor().then(() => page.evaluate(() => !globalThis.same));
    };
    let count = await open(page, 'tokio');
    await count.run.click();
    await count.ran.getByText('one').first().waitFor();
    assert.equal(await loads(), false, 'the page is loaded while a program runs');
    await count.ran.getByText('exit status: 0').waitFor();
    assert.equal(await page.evaluate(() => globalThis.same), true, 'the output is taken away');
    version = null;
    await page.getByRole('button', { name: 'Load it again' }).click();
    await page.waitForFunction(() => !globalThis.same);

    count = await open(page, 'tokio');
    await count.edit.click();
    await count.editor.waitFor();
    await page.keyboard.type('// mine');
    assert.equal(await loads(), false, 'the page is loaded while a reader edits');
    version = null;
    await count.button('Reset').click();

    await page.goto(book.base + COUNT);
    await page.evaluate(() => { globalThis.same = true; });
    changes();
    await page.waitForFunction(() => !globalThis.same);
    version = null;
}));

test('a page that was not opened with the key has no Run, and says why', () => inTab(book, {}, async page => {
    await page.goto(book.base + COUNT);
    await page.getByText('open the address that cargo run printed').waitFor();
    assert.equal(await page.getByRole('button', { name: /^(Run|Edit) / }).count(), 0);
    await page.goto(`${book.address}&model=tokio`);
    assert.ok(!page.url().includes('key='), page.url());
    await page.goto(book.base + COUNT);
    await page.getByRole('button', { name: /^Run / }).first().waitFor();
}));

test('a newcomer with a keyboard alone runs, edits, runs again and leaves the editor', () => tab(MAY_COPY, async page => {
    await page.goto(book.base + COUNT);
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
    // By Tab alone, from the top of the page.
    const to = async name => {
        for (let i = 0; i < 120 && await focused() !== name; i++) {
            await page.keyboard.press('Tab');
        }
        assert.equal(await focused(), name);
    };
    await to('sync');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await to('Run count with tokio');
    await page.keyboard.press('Enter');
    await page.locator('#count-tokio .ran').getByText(/^executed in/).waitFor();
    await to('Edit count with tokio');
    await page.keyboard.press('Enter');
    await page.locator('#count-tokio .cm-content').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('fn main() { println!("mine"); }\n');
    await page.keyboard.press('ArrowLeft');
    assert.ok(page.url().includes(COUNT), 'the arrow keys turned the page');
    await page.keyboard.press('Control+Enter');
    await page.locator('#count-tokio .ran').getByText('mine').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'What count with tokio prints now');
}));

for (const [name, viewport, colorScheme] of [['a desktop', DESKTOP, 'light'], ['a phone in the dark', PHONE, 'dark']]) {
    test(`breaks no rule of axe with an editor and an output, and is no wider than its window, on ${name}`, () => tab({ viewport, colorScheme }, async page => {
        const count = await open(page, 'async-std');
        await count.edit.click();
        await count.run.click();
        await lines(page, count);
        assert.deepEqual(await axe(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
        const tools = await count.listing.locator('.tools .tool').evaluateAll(found => found.map(tool => tool.getBoundingClientRect().right));
        assert.ok(Math.max(...tools) <= viewport.width, 'a button is cut off');
    }));
}
