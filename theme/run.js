// Added by `cargo run` to each page that it serves: Run, Edit, Stop and Reset on every listing.
// A classic script; the token in its tag shows the server that the page is its own.
'use strict';

(() => {
    const token = document.currentScript.dataset.token;

    function button(label, what, action) {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = 'copy';
        made.textContent = label;
        made.setAttribute('aria-label', `${label} ${what}`);
        made.addEventListener('click', action);
        return made;
    }

    function add(listing) {
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
        let editor = null;
        let stopping = null;

        const output = document.createElement('pre');
        output.className = 'ran';
        output.tabIndex = 0;
        output.hidden = true;
        output.setAttribute('role', 'log');
        output.setAttribute('aria-label', `What ${what} prints now`);

        function show(text) {
            output.hidden = false;
            output.append(`${text}\n`);
            output.scrollTop = output.scrollHeight;
        }

        function told(line) {
            if ('text' in line) {
                show(`${(line.at / 1000).toFixed(2).padStart(6)} s  ${line.text}`);
            } else if ('end' in line) {
                show(`${'at' in line ? `${(line.at / 1000).toFixed(2).padStart(6)} s  ` : ''}[${line.end}]`);
            } else {
                show(line.compiler ?? `[${line.note}]`);
            }
        }

        async function start() {
            if (stopping) {
                stopping.abort();
                return;
            }
            stopping = new AbortController();
            run.textContent = 'Stop';
            run.setAttribute('aria-label', `Stop ${what}`);
            output.textContent = '';
            try {
                const wanted = { program, model };
                if (editor && editor.value !== original) {
                    wanted.source = editor.value;
                }
                const answer = await fetch('/.press/run', {
                    method: 'POST',
                    headers: { 'content-type': 'application/json', 'x-press-token': token },
                    body: JSON.stringify(wanted),
                    signal: stopping.signal,
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
                show(error.name === 'AbortError' ? '[stopped]' : '[the server does not answer: is `cargo run` still running?]');
            } finally {
                stopping = null;
                run.textContent = 'Run';
                run.setAttribute('aria-label', `Run ${what}`);
            }
        }

        function keep() {
            try {
                if (editor && editor.value !== original) {
                    localStorage.setItem(key, editor.value);
                } else {
                    localStorage.removeItem(key);
                }
            } catch { /* not kept over a reload, then */ }
        }

        function open(text) {
            editor = document.createElement('textarea');
            editor.className = 'editor';
            editor.value = text;
            editor.spellcheck = false;
            editor.setAttribute('aria-label', `The source of ${what}. Control and Enter runs it.`);
            editor.rows = text.split('\n').length + 1;
            editor.style.cssText = 'display:block;width:100%;box-sizing:border-box;font:inherit;font-family:var(--mono-font);' +
                'font-size:var(--code-font-size);line-height:1.5;white-space:pre;overflow-x:auto;padding:1rem;tab-size:4;' +
                'color:inherit;background:var(--bg);border:1px solid currentColor';
            editor.addEventListener('input', keep);
            editor.addEventListener('keydown', event => {
                // The arrow keys of an editor turn no page.
                event.stopPropagation();
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                    event.preventDefault();
                    start();
                }
            });
            pre.hidden = true;
            pre.after(editor);
            edit.textContent = 'Reset';
            edit.setAttribute('aria-label', `Reset ${what} to what the book shows`);
        }

        function reset() {
            editor.remove();
            editor = null;
            keep();
            pre.hidden = false;
            edit.textContent = 'Edit';
            edit.setAttribute('aria-label', `Edit ${what}`);
        }

        const run = button('Run', what, start);
        const edit = button('Edit', what, () => {
            if (editor) {
                reset();
                edit.focus();
            } else {
                open(original);
                editor.focus();
            }
        });
        let tools = listing.querySelector(':scope > .tools');
        if (!tools) {
            tools = document.createElement('div');
            tools.className = 'tools';
            pre.before(tools);
        }
        tools.append(run, edit);
        pre.after(output);
        let kept = null;
        try { kept = localStorage.getItem(key); } catch { /* nothing is kept */ }
        if (kept !== null && kept !== original) {
            open(kept);
        }
    }

    document.querySelectorAll('section.listing').forEach(add);
})();
