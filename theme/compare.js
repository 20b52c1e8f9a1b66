// Two models of a program side by side, with the lines marked in which they differ.
// reader.js loads it when a reader first asks to compare; the data are in `window.comparisons` then.
'use strict';

// A block, so that no name in it is one of another script.
{
    /**
     * Opens the comparison of a program's models.
     * @param {HTMLElement} program the element that holds its listings.
     * @param {string} model the one to show first; the reader chooses it and the other there.
     */
    window.openCompare = function openCompare(program, model) {
        const name = program.dataset.program;
        const data = window.comparisons[name];
        const sources = new Map([...program.querySelectorAll(':scope > .listing')]
            .filter(listing => listing.dataset.model !== 'python' && !listing.querySelector(':scope > .from'))
            .map(listing => [listing.dataset.model, listing.querySelector(':scope > pre > code')]));
        const models = [...sources.keys()];

        function choice(label, chosen) {
            const select = make('select', {}, ...models.map(one => make('option', { value: one, textContent: one })));
            select.value = chosen;
            select.setAttribute('aria-label', label);
            select.addEventListener('change', show);
            return select;
        }

        const first = choice('First model', model);
        // Beside the first model of the book the one after it, and beside any other the one before.
        const at = models.indexOf(model);
        const second = choice('Second model', models[at > 0 ? at - 1 : 1]);
        if (at > 0) {
            [first.value, second.value] = [second.value, first.value];
        }
        const title = make('h2', { id: `compare-${name}`, textContent: `Compare ${name}` });
        const sum = make('p', { className: 'sum' });
        sum.setAttribute('role', 'status');
        const panes = make('div', { className: 'panes', tabIndex: 0 });
        panes.setAttribute('role', 'group');
        panes.setAttribute('aria-label', 'Both programs');
        const close = make('button', { type: 'button', className: 'tool', textContent: 'Close' });
        const dialog = make('dialog', { className: 'compare' },
            make('div', { className: 'head' }, title, first, second, close), sum, panes);
        dialog.setAttribute('aria-labelledby', title.id);
        close.addEventListener('click', () => dialog.close());
        dialog.addEventListener('click', event => event.target === dialog && dialog.close());
        dialog.addEventListener('close', () => dialog.remove());
        // The page behind it has keys of its own.
        dialog.addEventListener('keydown', event => event.stopPropagation());

        function pane(shown, kind, rows, side) {
            const lines = linesOf(sources.get(shown));
            const code = make('code', {});
            let next = 0;
            // Lines that are the same are in one row; the heading is in the first row of the grid.
            let row = 2;
            const add = (count, differs) => {
                for (let i = 0; i < count; i++) {
                    const line = make(differs ? kind : 'span', { className: 'line' }, lines[next++]);
                    line.style.gridRow = row + i;
                    code.append(line);
                }
            };
            for (const [same, ...own] of rows) {
                add(same, false);
                row += same;
                add(own[side], true);
                row += Math.max(...own);
            }
            const pre = make('pre', {}, code);
            return make('section', { className: `pane ${side ? 'second' : 'first'}` }, make('h3', { textContent: shown }), pre);
        }

        function show() {
            const [one, other] = [first.value, second.value];
            const known = data[`${one} ${other}`];
            // Kept one way round; of a model with itself nothing is kept.
            const rows = known ?? data[`${other} ${one}`]?.map(([same, removed, added]) => [same, added, removed])
                ?? [[linesOf(sources.get(one)).length, 0, 0]];
            const [same, removed, added] = rows.reduce((before, row) => before.map((number, i) => number + row[i]), [0, 0, 0]);
            const lines = number => number === 1 ? '1 line' : `${number} lines`;
            sum.textContent = `${lines(same)} in both, ${removed} in ${one} alone, ${added} in ${other} alone`;
            panes.replaceChildren(pane(one, 'del', rows, 0), pane(other, 'ins', rows, 1));
            panes.scrollTop = 0;
        }

        show();
        program.append(dialog);
        dialog.showModal();
    };

    function make(kind, attributes, ...children) {
        const made = Object.assign(document.createElement(kind), attributes);
        made.append(...children);
        return made;
    }

    // The lines of a highlighted listing, each a fragment that keeps its colours, with all that is folded.
    function linesOf(listing) {
        const code = listing.cloneNode(true);
        code.querySelectorAll('.fold').forEach(fold => fold.remove());
        code.querySelectorAll('.folded').forEach(folded => folded.replaceWith(...folded.childNodes));
        const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        const lines = [];
        const range = document.createRange();
        range.setStart(code, 0);
        while (walker.nextNode()) {
            const { currentNode: text } = walker;
            for (let at = text.data.indexOf('\n'); at >= 0; at = text.data.indexOf('\n', at + 1)) {
                range.setEnd(text, at + 1);
                lines.push(range.cloneContents());
                range.setStart(text, at + 1);
            }
        }
        return lines;
    }
}
