import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { open } from '../lib/book.js';
import { unreadable } from '../lib/labels.js';
import { DESKTOP, PHONE, tab } from '../lib/tab.js';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

for (const viewport of [PHONE, DESKTOP]) {
    test(`no label of a timeline lies on another or ends outside, in a window of ${viewport.width} pixels`, async () => {
        const faults = [];
        let pictures = 0;
        // print.html repeats the other pages.
        const left = book.pages.filter(path => path !== 'print.html'
            && readFileSync(join(book.folder, path), 'utf8').includes('class="timeline"'));
        const some = () => tab(book, { viewport }, async page => {
            for (let path = left.shift(); path; path = left.shift()) {
                await page.goto(book.base + path);
                const here = await page.locator('.timeline > svg').count();
                pictures += here;
                faults.push(...(await unreadable(page)).map(fault => `${path}: ${fault}`));
            }
        });
        await Promise.all([some(), some()]);
        assert.deepEqual(faults, []);
        assert.ok(pictures > 40, `only ${pictures} timelines were looked at`);
    });
}

test('labels that lie on one another, or end outside, are found', () => tab(book, {}, async page => {
    await page.goto(`${book.base}start.html`);
    await page.evaluate(() => {
        const picture = document.querySelector('.timeline > svg');
        const add = (text, x) => {
            const label = document.createElementNS('http://www.w3.org/2000/svg', 'text');
            label.textContent = text;
            label.setAttribute('x', x);
            label.setAttribute('y', '-20');
            picture.append(label);
        };
        add('one label', '10');
        add('another', '40');
        add('too far to the right', '98%');
    });
    assert.deepEqual((await unreadable(page)).map(fault => fault.replace(/^\S+: /, '')), [
        '“one label” lies on “another”', '“too far to the right” ends outside of the picture',
    ]);
}));
