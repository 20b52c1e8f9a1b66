// All orders of a program: the reader chooses which thread takes the next step. reader.js loads it when a reader first asks;
// the data of a listing (picture/schedules.rs) register themselves in `window.scheduleData`.
'use strict';

/* global load, path_to_root */

// A block, so that no name in it is one of another script, or of the browser.
{
    const folder = `${path_to_root}generated/schedules/`;
    let following = false;

    /**
     * Opens the choice of an order below the ends of a program, or closes it if it is there; without a program, follows the
     * page's address to the order that it names.
     * @param {HTMLElement} [box] what {{#schedules}} became, with the name of its data in `data-schedules`.
     */
    window.openSchedule = function openSchedule(box) {
        if (!following) {
            following = true;
            window.addEventListener('hashchange', follow);
        }
        return box ? toggle(box) : follow();
    };

    async function follow() {
        const [, name, order] = /^#order=([^:]+):([\d.]*)$/.exec(location.hash) ?? [];
        const box = name && document.querySelector(`[data-schedules="${CSS.escape(name)}"]`);
        if (box) {
            box.closest('.curtain')?.querySelector(':scope > button')?.click();
            for (let fold = box.closest('details'); fold; fold = fold.parentElement.closest('details')) { fold.open = true; }
            await toggle(box, order);
            box.querySelector('.schedule').scrollIntoView();
        }
    }

    async function toggle(box, asked) {
        const there = box.querySelector('.schedule');
        const opens = box.querySelector(':scope > .replay-open');
        there?.remove();
        const closes = there && asked === undefined;
        opens.setAttribute('aria-expanded', !closes);
        opens.textContent = closes ? 'Choose the order yourself' : 'Close';
        if (closes) {
            return;
        }
        const name = box.dataset.schedules;
        const root = element('section', 'replay schedule', 'Loading…');
        box.append(root);
        try {
            await Promise.all([
                load('link', { rel: 'stylesheet', href: `${folder}../replay/replay.css` }),
                load('link', { rel: 'stylesheet', href: `${folder}schedules.css` }),
                load('script', { src: `${folder}${name}.js` }),
            ]);
        } catch {
            root.textContent = `The orders of ${name} could not be loaded from ${folder}.`;
            return;
        }
        player(root, window.scheduleData[name], name, box.dataset.fails, asked);
    }

    function element(kind, className, ...content) {
        const made = document.createElement(kind);
        made.className = className;
        made.append(...content);
        return made;
    }

    function button(text, pressed) {
        const made = element('button', '', text);
        made.type = 'button';
        made.addEventListener('click', pressed);
        return made;
    }

    // A part of its own for a screen reader, which may scroll.
    function region(className, label) {
        const made = element('pre', className);
        made.tabIndex = 0;
        made.setAttribute('role', 'region');
        made.setAttribute('aria-label', label);
        return made;
    }

    // An order as far as it is chosen: the steps that were taken, and the state after each.
    function orderOf(data) {
        const start = data.states.length - 1;
        const order = {
            steps: [],
            get state() { return order.steps.at(-1)?.to ?? start; },
            // The step that `thread` can take now, if it can.
            next: thread => data.states[order.state][1].find(([who]) => who === thread),
            take(thread) {
                const next = order.next(thread);
                if (next) {
                    const [line, what] = data.places[data.states[order.state][0][thread]];
                    const [, to, printed, found] = next;
                    order.steps.push({ thread, line, what, to, printed, found });
                }
                return Boolean(next);
            },
            printed: () => order.steps.map(({ printed }) => printed).join(''),
            link: () => order.steps.map(({ thread }) => thread).join('.'),
        };
        return order;
    }

    // What may still be printed from each state on, and the end: how many orders lead there.
    function futuresOf(data) {
        const all = [];
        for (const [, next, end] of data.states) {
            const futures = new Map(end ? [[JSON.stringify(['', end]), 1]] : []);
            for (const [, to, printed] of next) {
                for (const [future, orders] of all[to]) {
                    const [text, how] = JSON.parse(future);
                    const key = JSON.stringify([printed + text, how]);
                    futures.set(key, (futures.get(key) ?? 0) + orders);
                }
            }
            all.push(futures);
        }
        return all;
    }

    function ending(end, output) {
        const says = { done: 'the program ends', panic: 'main panics', deadlock: 'deadlock', cut: 'no end' }[end];
        const text = output.trim().split('\n').join(' | ');
        return `${says ?? `it ends with ${end}`}${text ? `, having printed “${text}”` : ', having printed nothing'}`;
    }

    // A step in words.
    function told(data, { thread, line, what, printed, found }) {
        const more = [found, printed.trim() && `“${printed.trim()}”`].filter(Boolean).join(' ');
        return `${data.threads[thread]}, line ${line}: ${what}${more ? `: ${more}` : ''}`;
    }

    // The source's lines as HTML, in the colours of the page's own listing where the page shows it.
    function lines(data) {
        const shown = document.querySelector(`#${CSS.escape(`${data.program}-${data.model}`)} pre code`);
        if (shown?.textContent.trimEnd() !== data.source.trimEnd()) {
            const plain = document.createElement('div');
            return data.source.trimEnd().split('\n').map(line => {
                plain.textContent = line;
                return plain.innerHTML;
            });
        }
        const code = shown.cloneNode(true);
        code.querySelectorAll('.fold').forEach(fold => fold.remove());
        code.querySelectorAll('.folded').forEach(folded => folded.replaceWith(...folded.childNodes));
        // An element that spans lines is closed at the end of each, and opened again.
        let open = [];
        return code.innerHTML.trimEnd().split('\n').map(line => {
            const before = open.join('');
            for (const [tag] of line.matchAll(/<\/?span[^>]*>/g)) {
                open = tag[1] === '/' ? open.slice(0, -1) : [...open, tag];
            }
            return before + line + '</span>'.repeat(open.length);
        });
    }

    // The source, with the threads beside the lines where they stand.
    function sourceOf(data) {
        const code = region('replay-code', 'Source, with the line of each thread');
        const rows = lines(data).map(html => {
            const text = element('code', 'hljs');
            text.innerHTML = html || ' ';
            const labels = element('span', 'replay-labels');
            const row = element('div', 'replay-line', text, labels);
            code.append(row);
            return { row, labels };
        });
        return {
            code,
            draw(state, last) {
                for (const { row, labels } of rows) {
                    row.className = 'replay-line';
                    labels.replaceChildren();
                }
                data.states[state][0].forEach((place, thread) => {
                    const [line, , waits] = data.places[place];
                    const at = rows[line - 1];
                    if (at) {
                        at.row.classList.add('marked', `colour-${thread % 7}`);
                        at.labels.append(element('span', `replay-label colour-${thread % 7}`, data.threads[thread] + (waits ? ' waits' : '')));
                    }
                });
                // Scrolls within the source only, never the page.
                const row = rows[(last?.line ?? 0) - 1]?.row;
                row?.classList.add('now');
                if (row && (row.offsetTop < code.scrollTop || row.offsetTop + row.offsetHeight > code.scrollTop + code.clientHeight)) {
                    code.scrollTop = row.offsetTop - code.clientHeight / 2;
                }
            },
        };
    }

    // What a thread is about to do, or why it does nothing.
    function standing(place, can, end) {
        if (!place) {
            return 'has not begun';
        }
        const [line, what, waits] = place;
        if (can) {
            return `line ${line}, ${what}`;
        }
        return waits || (end && line ? 'stops with the program' : 'has ended');
    }

    // A button for each thread. One that can't go says why; it stays where it is, so that the keyboard does too.
    function threadsOf(data, go) {
        const group = element('div', 'schedule-threads');
        group.setAttribute('role', 'group');
        group.setAttribute('aria-label', 'Who takes the next step?');
        const buttons = data.threads.map((_, thread) => button('', () => go(thread)));
        buttons.forEach((one, thread) => { one.className = `colour-${thread % 7}`; });
        group.append(...buttons);
        return {
            group,
            draw(order) {
                const [at, , end] = data.states[order.state];
                buttons.forEach((one, thread) => {
                    const can = Boolean(order.next(thread));
                    one.textContent = `${data.threads[thread]}${can ? ': ' : ' '}${standing(data.places[at[thread]], can, end)}`;
                    one.setAttribute('aria-disabled', !can);
                });
            },
        };
    }

    // What was printed, what was done, what may come.
    function sideOf(data) {
        const output = region('replay-output', 'Output so far');
        const steps = element('ol', 'schedule-steps');
        const left = element('ul', 'schedule-left');
        const title = text => element('p', 'replay-title', text);
        const count = title('');
        const futures = futuresOf(data);
        return {
            box: element('div', 'replay-side', title('Output so far'), output, title('Steps'), steps, count, left),
            draw(order) {
                output.textContent = order.printed() || ' ';
                steps.replaceChildren(...order.steps.map(step => element('li', `colour-${step.thread % 7}`, told(data, step))));
                const ends = [...futures[order.state]];
                const orders = ends.reduce((sum, [, one]) => sum + one, 0);
                count.textContent = data.states[order.state][2] ? 'The end' : `${orders} ${orders === 1 ? 'way' : 'ways'} to continue`;
                left.replaceChildren(...ends.slice(0, 6).map(([future, number]) => {
                    const [text, end] = JSON.parse(future);
                    return element('li', '', `${ending(end, order.printed() + text)}${ends.length > 1 ? `: ${number}` : ''}`);
                }), ...ends.length > 6 ? [element('li', '', `and ${ends.length - 6} more ends`)] : []);
            },
        };
    }

    // Buttons that show a whole order: one that fails, or that of each end.
    function shownOf(data, fails, show) {
        const failing = data.ends.filter(({ end, output }) => end !== 'done' || output.split('\n').includes(fails));
        const made = failing.slice(0, 1).map(({ order }) => button('Show me an order that fails', () => show(order)));
        if (data.ends.length > 1) {
            const select = element('select', '');
            select.append(new Option('choose an end', ''), ...data.ends.slice(0, 50).map(({ end, output }, i) => new Option(ending(end, output), i)));
            select.addEventListener('change', () => { if (select.value) { show(data.ends[select.value].order); } });
            made.push(element('label', '', 'Show an order: ', select));
        }
        return made;
    }

    function player(root, data, name, fails, asked) {
        const order = orderOf(data);
        const said = element('p', 'replay-said');
        said.setAttribute('aria-live', 'polite');
        const link = element('a', '', 'Link to this order');
        const source = sourceOf(data);
        const side = sideOf(data);
        const threads = threadsOf(data, go);

        function draw(message) {
            const last = order.steps.at(-1);
            const [, , end] = data.states[order.state];
            const begins = 'No step is taken yet. Choose the thread that takes the first step.';
            const ends = end ? ` The end: ${ending(end, order.printed())}.` : '';
            said.textContent = message ?? (last ? `Step ${order.steps.length}. ${told(data, last)}.${ends}` : begins);
            link.href = `#order=${name}:${order.link()}`;
            back.setAttribute('aria-disabled', !last);
            threads.draw(order);
            source.draw(order.state, last);
            side.draw(order);
        }

        function go(thread) {
            const [, , waits] = data.places[data.states[order.state][0][thread]] ?? [];
            draw(order.take(thread) || !data.threads[thread] ? undefined : `${data.threads[thread]} can't go: it ${waits || 'has ended'}.`);
        }

        // Takes the steps of an order, as far as it goes.
        function show(whole) {
            order.steps = [];
            const wrong = whole.findIndex(thread => !order.take(thread));
            draw(wrong < 0 ? undefined
                : `There is no such order: after ${wrong} steps, ${data.threads[whole[wrong]] ?? `thread ${whole[wrong]}`} can't go.`);
        }

        const back = button('Step back', () => { order.steps.pop(); draw(); });
        const again = button('Start again', () => show([]));
        const controls = element('div', 'replay-controls', back, again, ...shownOf(data, fails, show), link);
        root.setAttribute('role', 'region');
        root.setAttribute('aria-label', `Orders of ${data.program}, ${data.model}`);
        const keys = element('p', 'schedule-keys', 'Keys: the number of a thread (0 is main) takes its step; Backspace steps back.');
        const body = element('div', 'replay-body', source.code, side.box);
        root.replaceChildren(said, threads.group, controls, body, keys);
        root.onkeydown = event => {
            if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches('select')) {
                return;
            }
            const thread = '0123456789'.indexOf(event.key);
            if (thread >= 0 && thread < data.threads.length) {
                go(thread);
            } else if (event.key === 'Backspace') {
                order.steps.pop();
                draw();
            } else {
                return;
            }
            event.preventDefault();
        };
        show((asked ?? '').split('.').filter(Boolean).map(Number));
    }
}
