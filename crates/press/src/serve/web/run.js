// Added by `cargo run` to each page that it serves: Run, Edit, Stop and Reset on every listing.
// A classic script after reader.js, whose functions it uses; the token in its tag shows the server that the page is its own.
// A page that was not opened with the key that the terminal printed has no token: it says why nothing can be run.
'use strict';

/* global load, openEditor, stored, toolButton */

{
    const { token } = document.currentScript.dataset;

    const button = (label, what, action) => toolButton(label, `${label} ${what}`, action);

    function call(made, label, what) {
        made.textContent = label;
        made.setAttribute('aria-label', `${label} ${what}`);
    }

    const seconds = ms => `${(ms / 1000).toFixed(2)} s`;

    // What an output keeps of a program that prints without end, in lines, and of a line that has no end, in letters.
    const MOST_LINES = 2000;
    const LONGEST_LINE = 4000;

    function lineOf({ text, at, kind }) {
        const line = document.createElement('div');
        const shown = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}… (${text.length - LONGEST_LINE} letters more)` : text;
        if (at === undefined) {
            line.className = kind;
            line.textContent = shown || '\u00a0';
            return line;
        }
        const time = document.createElement('time');
        const words = document.createElement('span');
        time.textContent = seconds(at);
        words.textContent = shown;
        words.className = kind;
        line.className = 'line';
        line.append(time, words);
        return line;
    }

    // What a listing's program prints, below it: an element, what empties it, and what adds a line. Lines are drawn once per
    // frame, so that a program that prints much does not hold the page up.
    function outputOf(what) {
        const output = document.createElement('div');
        output.className = 'ran';
        output.tabIndex = 0;
        output.setAttribute('role', 'log');
        output.setAttribute('aria-label', `What ${what} prints now`);
        const before = document.createElement('div');
        before.className = 'note';
        // Lines that are not drawn yet, and how many are shown no more.
        let waiting = [];
        let dropped = 0;
        // How long the next lines wait, so that drawing takes a third of the time at most.
        let pause = 0;

        function draw() {
            const began = performance.now();
            const atEnd = output.scrollTop + output.clientHeight > output.scrollHeight - 8;
            before.remove();
            output.append(...waiting.map(lineOf));
            waiting = [];
            const surplus = Math.max(0, output.childElementCount - MOST_LINES);
            [...output.children].slice(0, surplus).forEach(line => line.remove());
            dropped += surplus;
            if (dropped) {
                before.textContent = `${dropped} lines before these are not shown`;
                output.prepend(before);
            }
            if (atEnd) {
                output.scrollTop = output.scrollHeight;
            }
            pause = 2 * (performance.now() - began);
        }

        function show(text, { at, kind = '' } = {}) {
            if (!waiting.length) {
                setTimeout(() => requestAnimationFrame(draw), pause);
            }
            waiting.push({ text, at, kind });
            // No frame is drawn while the page is hidden.
            if (waiting.length > 2 * MOST_LINES) {
                dropped += waiting.length - MOST_LINES;
                waiting = waiting.slice(-MOST_LINES);
            }
        }

        function clear() {
            waiting.length = dropped = 0;
            output.replaceChildren();
        }

        // Shows a line that the server sent.
        function told(line) {
            if ('text' in line) {
                show(line.text, { at: line.at, kind: line.stream });
            } else if ('end' in line) {
                show(line.end, { at: line.at, kind: 'note' });
            } else if ('compiler' in line) {
                show(line.compiler);
            } else {
                show(line.note, { kind: 'note' });
            }
        }

        return { output, show, told, clear };
    }

    // Between two of them the browser draws, and a reader can press Stop.
    const breath = () => new Promise(done => { setTimeout(done); });

    // Asks the server to run what `asked` names, and shows what comes of it until the program ends or `signal` stops it.
    async function run(asked, signal, { show, told }) {
        try {
            const answer = await fetch('/.press/run', {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'x-press-token': token },
                body: JSON.stringify(asked),
                signal,
            });
            if (!answer.ok) {
                show((await answer.text()).trim());
                return;
            }
            const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
            let rest = '';
            let since = performance.now();
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                const lines = (rest + part.value).split('\n');
                rest = lines.pop();
                lines.forEach(line => told(JSON.parse(line)));
                if (performance.now() - since > 30) {
                    await breath();
                    since = performance.now();
                }
            }
        } catch (error) {
            const words = error.name === 'AbortError' ? 'stopped' : 'the server does not answer: is `cargo run` still running?';
            show(words, { kind: 'note' });
        }
    }

    // An editor of `text` after `pre`, which it hides. Null where the reader does not want it any more
    // when it is loaded, as `wanted` says.
    async function editorAfter(pre, { text, what, number, changed, start, wanted, whose }) {
        const box = document.createElement('div');
        const help = document.createElement('p');
        box.className = 'editing';
        help.className = 'help';
        help.id = `editor-help-${number}`;
        help.textContent = `${whose}Ctrl and Enter run it, on your machine and with all rights that you have there. `
            + 'Tab indents; Escape, then Tab leaves the editor. What you write is kept in this browser.';
        await load('script', { src: '/.press/editor.js' });
        if (!wanted()) {
            return null;
        }
        pre.hidden = true;
        pre.after(box);
        const editor = openEditor({
            parent: box, text, label: `The source of ${what}`, help: help.id, run: start,
            changed(now) {
                // A page that holds an edit is not loaded again behind its reader's back (reload.js).
                box.classList.add('changed');
                changed(now);
            },
        });
        box.append(help);
        // The keys of an editor are its own: no arrow turns the page, no letter searches the book.
        box.addEventListener('keydown', event => event.stopPropagation());
        return {
            focus: () => editor.focus(),
            close() {
                editor.remove();
                box.remove();
            },
        };
    }

    // What is stored as JSON, or null.
    function parsed(text) {
        try {
            return JSON.parse(text);
        } catch {
            return null;
        }
    }

    function add(listing, number) {
        const pre = listing.querySelector(':scope > pre');
        const code = pre?.querySelector('code');
        // An excerpt is no program.
        if (!code || listing.querySelector(':scope > .from')) {
            return;
        }
        const { program, model } = listing.dataset;
        const what = `${program} with ${model}`;
        const original = code.textContent;
        // Another book may be served at the same address at another time.
        const key = `book-edit-${document.title.split(' - ').pop()}-${program}-${model}`;
        // The reader's version; the book's where it is null.
        let edited = null;
        let editing = null;
        let stopping = null;

        const shown = outputOf(what);

        async function start(_, press) {
            if (stopping) {
                // The second click of a double click stops nothing.
                if (!(press?.detail > 1)) {
                    stopping.abort();
                }
                return;
            }
            stopping = new AbortController();
            call(runButton, 'Stop', what);
            shown.clear();
            shown.output.setAttribute('aria-busy', true);
            await run({ program, model, ...edited !== null && { source: edited } }, stopping.signal, shown);
            stopping = null;
            shown.output.removeAttribute('aria-busy');
            call(runButton, 'Run', what);
        }

        function changed(text) {
            edited = text === original ? null : text;
            // What Copy gives.
            listing.edited = edited;
            stored(key, edited === null ? null : JSON.stringify({ text: edited, original }));
        }

        // `whose` is what is said of a version that was kept.
        async function open(text, whose = '') {
            const opening = { close() {}, focus() {} };
            editing = opening;
            call(editButton, 'Reset', `${what} to what the book shows`);
            try {
                const wanted = () => editing === opening;
                editing = await editorAfter(pre, { text, what, number, changed, start, wanted, whose }) ?? editing;
            } catch (error) {
                editing = null;
                call(editButton, 'Edit', what);
                shown.show(`the editor could not be loaded: ${error.message}`, { kind: 'note' });
            }
        }

        function reset() {
            editing.close();
            editing = null;
            changed(original);
            pre.hidden = false;
            call(editButton, 'Edit', what);
        }

        const runButton = button('Run', what, start);
        const editButton = button('Edit', what, async () => {
            if (editing) {
                reset();
                return;
            }
            await open(original);
            editing?.focus();
        });
        runButton.title = 'Runs on your machine, with all rights that you have there';
        listing.querySelector(':scope > .tools').append(runButton, editButton);
        pre.after(shown.output);
        const kept = parsed(stored(key));
        if (kept && kept.text !== original) {
            const whose = kept.original === original ? 'This is your version, not the book\'s; Reset shows the book\'s. '
                : 'This is your version of an older program: the book has changed the program since. Reset shows the book\'s. ';
            open(kept.text, whose);
            edited = listing.edited = kept.text;
        }
    }

    // Why this page has no Run, above its first program.
    function sayWhyNot() {
        const words = document.createElement('p');
        words.className = 'no-run';
        words.textContent = 'Run and Edit are off here, because a program that runs has all your rights on this machine. '
            + 'To have them, open the address that cargo run printed in the terminal: it ends in a key.';
        document.querySelector('.program')?.before(words);
    }

    if (token) {
        document.querySelectorAll('section.listing').forEach(add);
    } else {
        sayWhyNot();
    }
}
