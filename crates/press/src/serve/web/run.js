// Added by `cargo run` to each page that it serves: Run, Edit, Stop and Reset on every listing.
// A classic script after reader.js, whose functions it uses; the token in its tag shows the server that the page is its own.
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

    // What a listing's program prints, below it: an element, what empties it, and what adds a line.
    function outputOf(what) {
        const output = document.createElement('div');
        output.className = 'ran';
        output.tabIndex = 0;
        output.setAttribute('role', 'log');
        output.setAttribute('aria-label', `What ${what} prints now`);

        function show(text, { at, kind = '' } = {}) {
            const atEnd = output.scrollTop + output.clientHeight > output.scrollHeight - 8;
            const line = document.createElement('div');
            line.className = at === undefined ? kind : `line ${kind}`;
            if (at === undefined) {
                line.textContent = text || '\u00a0';
            } else {
                const time = document.createElement('time');
                const words = document.createElement('span');
                time.textContent = seconds(at);
                words.textContent = text;
                line.className = 'line';
                words.className = kind;
                line.append(time, words);
            }
            output.append(line);
            if (atEnd) {
                output.scrollTop = output.scrollHeight;
            }
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

        return { output, show, told };
    }

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
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                const lines = (rest + part.value).split('\n');
                rest = lines.pop();
                lines.forEach(line => told(JSON.parse(line)));
            }
        } catch (error) {
            const words = error.name === 'AbortError' ? 'stopped' : 'the server does not answer: is `cargo run` still running?';
            show(words, { kind: 'note' });
        }
    }

    // An editor of `text` after `pre`, which it hides. Null where the reader does not want it any more
    // when it is loaded, as `wanted` says.
    async function editorAfter(pre, { text, what, number, changed, start, wanted }) {
        const box = document.createElement('div');
        const help = document.createElement('p');
        box.className = 'editing';
        help.className = 'help';
        help.id = `editor-help-${number}`;
        help.textContent = 'Ctrl and Enter run it. Tab indents; Escape, then Tab leaves the editor. What you write is kept in this browser.';
        await load('script', { src: '/.press/editor.js' });
        if (!wanted()) {
            return null;
        }
        pre.hidden = true;
        pre.after(box);
        const editor = openEditor({ parent: box, text, label: `The source of ${what}`, help: help.id, changed, run: start });
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
        const key = `book-edit-${program}-${model}`;
        // The reader's version; the book's where it is null.
        let edited = null;
        let editing = null;
        let stopping = null;

        const shown = outputOf(what);

        async function start() {
            if (stopping) {
                stopping.abort();
                return;
            }
            stopping = new AbortController();
            call(runButton, 'Stop', what);
            shown.output.replaceChildren();
            await run({ program, model, ...edited !== null && { source: edited } }, stopping.signal, shown);
            stopping = null;
            call(runButton, 'Run', what);
        }

        function changed(text) {
            edited = text === original ? null : text;
            // What Copy gives.
            listing.edited = edited;
            stored(key, edited);
        }

        async function open(text) {
            const opening = { close() {}, focus() {} };
            editing = opening;
            call(editButton, 'Reset', `${what} to what the book shows`);
            try {
                const wanted = () => editing === opening;
                editing = await editorAfter(pre, { text, what, number, changed, start, wanted }) ?? editing;
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
        listing.querySelector(':scope > .tools').append(runButton, editButton);
        pre.after(shown.output);
        const kept = stored(key);
        if (kept !== null && kept !== original) {
            changed(kept);
            open(kept);
        }
    }

    document.querySelectorAll('section.listing').forEach(add);
}
