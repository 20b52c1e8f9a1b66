// Answers to the questions of a page: judged immediately, with the reason, and remembered in this browser.
// reader.js loads it when a quiz comes near.
'use strict';

/* global path_to_root, say, stored */

// A block, so that no name in it is one of another script.
{
    /**
     * Lets a quiz be answered. What was answered before is there again.
     * @param {HTMLElement} quiz an element that holds forms of the class `question`.
     */
    window.openQuiz = function openQuiz(quiz) {
        const answers = answersOf(location.pathname.slice(new URL(path_to_root || './', location.href).pathname.length));
        const questions = [...quiz.querySelectorAll('form.question')].map(partsOf);
        const score = document.createElement('p');
        score.className = 'score';

        // Shows what becomes of the answer as it is now; `aloud` tells a screen reader too.
        function check(question, aloud) {
            const { form, details, verdict, fields, choices } = question;
            if (answerOf(question) === null) {
                verdict.replaceChildren(paragraph(choices.length ? 'Choose an answer first.' : 'Write an answer first.'));
                say(verdict.textContent);
                return;
            }
            const { right, why } = judge(question);
            form.dataset.verdict = right ? 'right' : 'wrong';
            fields.forEach(field => field.setAttribute('aria-describedby', verdict.id));
            const first = paragraph(right ? '✓ Right.' : '✗ Not right.');
            first.className = 'word';
            const reasons = why.map(element => Object.assign(document.createElement('p'), { innerHTML: element.innerHTML }));
            verdict.replaceChildren(first, ...reasons, ...right ? [] : [paragraph('Try again, or open the answer.')]);
            if (right) {
                details.open = true;
            }
            showScore();
            if (aloud) {
                const answer = right ? details.textContent.replace(details.querySelector('summary').textContent, '').trim() : '';
                // A change that a screen reader notices, though the same was said before.
                say('');
                setTimeout(() => say(`${[...verdict.children].map(part => part.textContent).join(' ')} ${answer}`), 50);
            }
        }

        function showScore() {
            const right = questions.filter(({ form }) => form.dataset.verdict === 'right').length;
            if (!score.isConnected) {
                const again = document.createElement('button');
                again.type = 'button';
                again.textContent = 'Start again';
                again.addEventListener('click', startAgain);
                score.append(document.createElement('span'), ' ', again);
                quiz.append(score);
            }
            score.firstChild.textContent = `${right} of ${questions.length} right.`;
        }

        function startAgain() {
            answers.forget();
            for (const { form, details, verdict, fields } of questions) {
                form.reset();
                delete form.dataset.verdict;
                details.open = false;
                verdict.replaceChildren();
                fields.forEach(field => field.removeAttribute('aria-describedby'));
            }
            score.replaceChildren();
            score.remove();
            questions[0].fields[0].focus();
            say('Your answers are forgotten.');
        }

        function answered(question) {
            check(question, true);
            const answer = answerOf(question);
            if (answer !== null) {
                answers.remember(question.name, answer);
            }
        }

        const before = answers.before();
        for (const question of questions) {
            listen(question, () => answered(question));
            if (restore(question, before[question.name])) {
                check(question, false);
            }
        }
    };

    // The answers to the questions of one page, in this browser, where those of all pages are kept by page, then by question.
    function answersOf(page) {
        const KEY = 'book-quiz';

        function all() {
            try { return JSON.parse(stored(KEY)) ?? {}; } catch { return {}; }
        }

        return {
            before: () => all()[page] ?? {},
            remember(name, answer) {
                const known = all();
                known[page] = { ...known[page], [name]: answer };
                stored(KEY, JSON.stringify(known));
            },
            forget() {
                const { [page]: _, ...others } = all();
                stored(KEY, JSON.stringify(others));
            },
        };
    }

    // What a question is made of. Its verdict is before its answer, and describes its fields.
    function partsOf(form) {
        const details = form.querySelector('details');
        const verdict = document.createElement('div');
        verdict.className = 'verdict';
        verdict.id = `${form.getAttribute('aria-labelledby')}-verdict`;
        details.before(verdict);
        const fields = [...form.querySelectorAll('input, textarea')];
        const reasons = [...form.querySelectorAll('.why > li > .reason')];
        const choices = fields.filter(field => /^(radio|checkbox)$/.test(field.type));
        const wrong = choices.filter(choice => !('right' in choice.dataset));
        return {
            form, name: form.getAttribute('aria-labelledby'), details, verdict, fields, choices,
            // Why a wrong choice is wrong.
            reason: choice => reasons[wrong.indexOf(choice)],
        };
    }

    const textOf = choice => choice.closest('label').textContent.trim();
    const withoutEnds = answer => answer.trim().split('\n').map(line => line.trimEnd()).join('\n');

    // The answer as it is now, to be remembered: the chosen texts, or what was written; null where there is none.
    function answerOf({ fields, choices }) {
        if (choices.length) {
            const chosen = choices.filter(choice => choice.checked).map(textOf);
            return chosen.length ? chosen : null;
        }
        return fields[0].value.trim() ? fields[0].value : null;
    }

    // Whether it is right, and why it is not: elements to be copied.
    function judge({ fields, choices, reason }) {
        if (!choices.length) {
            const { right } = fields[0].dataset;
            const given = withoutEnds(fields[0].value);
            if (fields[0].localName === 'textarea') {
                return { right: given === withoutEnds(right), why: [] };
            }
            const same = (a, b) => a.replaceAll('`', '').toLowerCase() === b.replaceAll('`', '').toLowerCase();
            return { right: right.split('|').some(one => same(one.trim(), given)), why: [] };
        }
        const faults = choices.filter(choice => choice.checked !== 'right' in choice.dataset);
        return { right: !faults.length, why: faults.filter(choice => choice.checked).map(reason).filter(Boolean) };
    }

    // Calls `answered` when the reader answers a question.
    function listen({ form }, answered) {
        // A reader who moves by the arrow keys looks at the choices, and answers by Enter or Space.
        let moving = false;
        form.addEventListener('keydown', event => { moving = event.key.startsWith('Arrow'); });
        form.addEventListener('keyup', () => { moving = false; });
        form.addEventListener('submit', event => {
            event.preventDefault();
            answered();
        });
        form.addEventListener('click', event => {
            if (event.target.type === 'radio' && !moving) {
                answered();
            }
        });
    }

    // Puts an answer that was kept into its question; false where there is none, or the question has changed.
    function restore(question, kept) {
        const { choices, fields } = question;
        if (Array.isArray(kept)) {
            choices.forEach(choice => { choice.checked = kept.includes(textOf(choice)); });
        } else if (typeof kept === 'string' && !choices.length) {
            fields[0].value = kept;
        }
        return kept !== undefined && answerOf(question) !== null;
    }

    function paragraph(words) {
        return Object.assign(document.createElement('p'), { textContent: words });
    }
}
