// The questions of a page, as they are answered with a mouse, with the keyboard, and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from '../lib/book.js';
import { axe, tab as inTab } from '../lib/tab.js';

const GATHER = 'idea/gather.html';

let book;
before(async () => { book = await open(); });
after(async () => { await book?.close(); });

const tab = (options, use) => inTab(book, options, use);

// Brings the quiz into the window, where it can be answered.
async function toQuiz(page, path = GATHER) {
    await page.goto(book.base + path);
    await page.locator('.quiz').scrollIntoViewIfNeeded();
    await page.waitForSelector('.verdict', { state: 'attached' });
}

const choice = (question, right) => question.locator(`input${right ? '[data-right]' : ':not([data-right])'}`);
const verdict = question => question.locator('.verdict').innerText();

test('an answer is judged immediately, with the reason, and remembered until the reader starts again', () => tab({}, async page => {
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto(book.base + GATHER);
    assert.ok(!asked.some(url => url.includes('quiz')), 'the quiz is loaded before it comes near');
    await toQuiz(page);
    const [first, second] = await page.locator('.question').all();

    const wrong = choice(first, false).first();
    await wrong.locator('xpath=..').click();
    const reason = await first.locator('.why .reason').first().textContent();
    assert.match(await verdict(first), /^✗ Not right\./);
    assert.ok(reason.length > 20 && (await verdict(first)).includes(reason), 'nothing says why');
    assert.match(await page.textContent('.score'), /^0 of 4 right/);
    assert.ok(!await first.locator('details').evaluate(details => details.open), 'a wrong answer gives the right one away');

    await choice(second, true).click();
    assert.match(await verdict(second), /^✓ Right\./);
    assert.ok(await second.locator('details').evaluate(details => details.open), 'the right answer is not explained');
    assert.match(await page.textContent('.score'), /^1 of 4 right/);

    assert.deepEqual(await axe(page), []);

    await toQuiz(page);
    assert.ok(await wrong.isChecked(), 'the wrong answer is forgotten');
    assert.match(await verdict(first), /^✗ Not right\./);
    assert.match(await verdict(second), /^✓ Right\./);
    await toQuiz(page, 'idea/the-event-loop.html');
    assert.equal(await page.locator('.question input:checked').count(), 0, 'the answers are those of another page');

    await toQuiz(page);
    await page.getByRole('button', { name: 'Start again' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.type), 'radio');
    for (const question of [first, second]) {
        assert.equal(await verdict(question), '');
        assert.equal(await question.locator('input:checked').count(), 0);
    }
    await toQuiz(page);
    assert.equal(await page.locator('.question input:checked').count(), 0, 'what was forgotten is there again');
}));

test('the keyboard chooses by the arrow keys and answers by Enter, and a screen reader is told', () => tab({}, async page => {
    await toQuiz(page);
    const question = page.locator('.question').first();
    await question.locator('input').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await verdict(question), '', 'to look at a choice is to choose it');
    await page.keyboard.press('Enter');
    const said = await verdict(question);
    assert.match(said, /^[✓✗]/);
    await page.waitForFunction(word => document.querySelector('[role=status]').textContent.startsWith(word), said.split('\n')[0]);
    const described = await question.locator('input:checked').getAttribute('aria-describedby');
    assert.equal(await page.locator(`#${described}`).innerText(), said);
    assert.equal(page.url(), book.base + GATHER, 'the answer was sent somewhere');
}));

test('several right answers, a word and what a program prints are judged too', () => tab({}, async page => {
    await toQuiz(page, 'idea/async-with.html');
    const several = page.locator('.question:has([type=checkbox])').first();
    const check = question => question.getByRole('button', { name: 'Check' }).click();
    await check(several);
    assert.equal(await verdict(several), 'Choose an answer first.');
    const right = await choice(several, true).all();
    await right[0].check();
    await check(several);
    assert.match(await verdict(several), /^✗/, 'a part of the answer is right');
    for (const one of right) {
        await one.check();
    }
    await check(several);
    assert.match(await verdict(several), /^✓/);

    await toQuiz(page, 'idea/async-and-await.html');
    const word = page.locator('.question:has([type=text])').first();
    await word.locator('input').fill('100');
    await page.keyboard.press('Enter');
    assert.match(await verdict(word), /^✗/);
    await word.locator('input').fill(' 350 MS ');
    await page.keyboard.press('Enter');
    assert.match(await verdict(word), /^✓/);

    await toQuiz(page, 'idea/coroutines.html');
    const printed = page.locator('.question:has(textarea)').first();
    await printed.locator('textarea').fill('one\ntwo\n');
    await check(printed);
    assert.match(await verdict(printed), /^✗/);
    await printed.locator('textarea').fill('one  \ntwo\ntrue\n');
    await check(printed);
    assert.match(await verdict(printed), /^✓/);
    await toQuiz(page, 'idea/coroutines.html');
    assert.match(await verdict(printed), /^✓/, 'what was written is forgotten');
}));

test('without scripts the answers and their reasons unfold, and nothing is there that does nothing', () =>
    tab({ javaScriptEnabled: false }, async page => {
        await page.goto(book.base + GATHER);
        const question = page.locator('.question').first();
        assert.ok(!await question.getByRole('button', { name: 'Check' }).isVisible());
        await question.locator('input').first().check();
        await page.keyboard.press('Enter');
        assert.ok(page.url().endsWith(GATHER), 'the answer was sent somewhere');
        await question.locator('summary').click();
        assert.ok(await question.locator('.why .reason').first().isVisible());
    }));
