// The replay of a recording: a reader steps through what a program did. reader.js loads it when a replay is first opened; the
// data of a recording (picture/replay.rs) register themselves in `window.replayData`. Three parts: the history of a run, the
// view of one moment in it, and the player, which chooses the moment.
'use strict';

/* global load */

// A block, so that no name in it is one of another script, or of the browser, as `history` is.
{
    let opened = 0;

    /**
     * Opens a replay below a timeline, or closes the one that is there. With a step, it is opened in any case.
     * @param {HTMLElement} figure a timeline, with the names of its replays in `data-replays`.
     * @param {string} folder where their data are, as an address that ends in "/"; unused for data that are here.
     * @param {string} [wanted] the replay to begin with.
     * @param {number} [step] the step to begin with, from 1.
     * @returns {Promise<void>} when it is open, or closed.
     */
    window.openReplay = async function openReplay(figure, folder, wanted, step) {
        const there = figure.nextElementSibling;
        if (there?.classList.contains('replay')) {
            there.remove();
            if (step === undefined) {
                named(figure, false);
                return;
            }
        }
        const names = figure.dataset.replays.split(' ');
        const root = element('section', 'replay');
        figure.after(root);
        const show = async (name, first) => {
            root.textContent = 'Loading…';
            try {
                if (!window.replayData?.[name]) {
                    await load('script', { src: `${folder}${name}.js` });
                }
            } catch {
                root.textContent = `The recording of ${name} could not be loaded from ${folder}.`;
                return;
            }
            player(root, window.replayData[name], names, show, first);
        };
        await show(names.includes(wanted) ? wanted : names[0], step);
        named(figure, true);
    };

    // Says on the button below a timeline whether the replay is open.
    function named(figure, open) {
        const opener = figure.querySelector('.replay-open');
        opener.setAttribute('aria-expanded', open);
        opener.textContent = open ? 'Close the replay' : 'Replay step by step';
    }

    /**
     * Opens the replay at the step that the address names, `#replay=count/tokio@17`.
     * @param {string} folder where the data of replays are, as an address that ends in "/".
     */
    window.followReplay = async function followReplay(folder) {
        const [, program, model, step] = location.hash.match(/^#replay=(\w+)\/([a-z-]+)@(\d+)$/) ?? [];
        if (!program) {
            return;
        }
        const name = `${program}-${model}`;
        const figures = [...document.querySelectorAll('.timeline[data-replays]')];
        const figure = figures.find(({ dataset }) => dataset.replays.split(' ').includes(name));
        if (!figure) {
            const note = element('p', 'replay-missing', `The address asks for a replay of ${program} with ${model}. This page has none.`);
            note.setAttribute('role', 'status');
            document.querySelector('main').prepend(note);
            return;
        }
        figure.closest('.curtain')?.querySelector(':scope > button')?.click();
        for (let fold = figure.closest('details'); fold; fold = fold.parentElement.closest('details')) {
            fold.open = true;
        }
        await window.openReplay(figure, folder, name, Number(step));
        figure.nextElementSibling.scrollIntoView();
    };

    function element(kind, className, text) {
        const made = document.createElement(kind);
        made.className = className;
        if (text !== undefined) {
            made.textContent = text;
        }
        return made;
    }

    // A part of its own for a screen reader, which may scroll.
    function region(kind, className, label) {
        const made = element(kind, className);
        made.setAttribute('role', 'region');
        made.setAttribute('aria-label', label);
        return made;
    }

    function button(text, label, pressed) {
        const made = element('button', '', text);
        made.type = 'button';
        made.setAttribute('aria-label', label);
        made.title = label;
        made.addEventListener('click', pressed);
        return made;
    }

    function choice(label, options, chosen) {
        const wrap = element('label', '', `${label} `);
        const select = document.createElement('select');
        for (const [value, text] of options) {
            select.append(new Option(text, value));
        }
        select.addEventListener('change', () => chosen(select.value));
        wrap.append(select);
        return { wrap, select };
    }

    // µs in words, as the timelines say them.
    function time(us) {
        if (us >= 1e6) { return `${(us / 1e6).toFixed(2)} s`; }
        if (us >= 1e4) { return `${(us / 1e3).toFixed(0)} ms`; }
        return us >= 1e3 ? `${(us / 1e3).toFixed(1)} ms` : `${us} µs`;
    }

    // The history of a run: its events, and what is known after each, from a snapshot at every 64th.
    function history(data) {
        let at = 0;
        const events = data.events.map(([after, thread, frame, what, ...rest]) => ({ at: at += after, thread, frame, what, rest }));
        // What each event's thread is found to have done next: blocked, queued or computing; unmeasured where that is not known.
        const later = {};
        for (const event of [...events].reverse()) {
            const gap = data.gaps.find(([thread, from, to]) => thread === event.thread && from <= event.at && event.at < to);
            event.then = later[event.thread] || gap?.[3];
            later[event.thread] = event.what === 'm' ? event.rest[0] : '';
        }
        const seen = new Set();
        for (const event of events) {
            event.first = event.what === 'r' && !seen.has(event.frame);
            seen.add(event.frame);
        }
        const copy = state => ({
            stacks: state.stacks.map(stack => [...stack]), live: new Map(state.live), printed: state.printed, then: [...state.then],
        });
        const snapshots = [];
        const state = { stacks: data.threads.map(() => []), live: new Map(), printed: 0, then: [] };
        events.forEach((event, i) => {
            if (i % 64 === 0) {
                snapshots.push(copy(state));
            }
            apply(data, state, event);
        });
        let now = copy(snapshots[0]);
        let next = 0;
        return {
            events,
            // What is known after event `i`; valid until the next call, since a small step forward starts from it.
            after(i) {
                if (i + 1 < next || i > next + 64) {
                    next = Math.floor(i / 64) * 64;
                    now = copy(snapshots[next / 64]);
                }
                for (; next <= i; next += 1) {
                    apply(data, now, events[next]);
                }
                return now;
            },
        };
    }

    // Makes of what was known before an event what is known after it.
    function apply(data, state, { frame, thread, what, rest, then }) {
        const stack = state.stacks[thread] ??= [];
        const own = state.live.get(frame) ?? { line: data.frames[frame][2], thread, waits: false };
        if (what === 'r') {
            stack.push(frame);
            state.live.set(frame, { ...own, thread, waits: false });
        } else if (what === 'l') {
            state.live.set(frame, { ...own, line: rest[0] });
        } else if (what === 'o') {
            state.printed += 1;
        } else if (what !== 'm') {
            const depth = stack.lastIndexOf(frame);
            if (depth >= 0) {
                stack.length = depth;
            }
            if (what === 'w') {
                state.live.set(frame, { ...own, waits: true });
            } else {
                state.live.delete(frame);
            }
        }
        state.then[thread] = then;
    }

    // The view of one moment: the event in words, the picture with its cursor, the source, the frames and the output.
    // `seek` is called with the number of the event that a reader points to.
    function view(data, events, seek) {
        const last = events.length - 1;
        const said = element('p', 'replay-said');
        said.setAttribute('aria-live', 'polite');
        const { picture, cursor } = pictureOf(data, events, seek);
        const slider = document.createElement('input');
        Object.assign(slider, { type: 'range', min: 0, max: last, step: 1, className: 'replay-slider' });
        slider.setAttribute('aria-label', 'Event');
        slider.addEventListener('input', () => seek(Number(slider.value)));
        const source = sourceOf(data);
        const side = sideOf(data, events);
        const body = element('div', 'replay-body');
        body.append(source.code, side.box);
        return {
            said, picture, slider, body,
            draw(i, now) {
                const event = events[i];
                // The frame of this event, the frames that have a thread, those that wait; as many as can be taken in.
                const rank = ([frame, own]) => (frame === event.frame ? 0 : own.waits ? 2 : 1);
                const frames = [...now.live].sort((one, other) => rank(one) - rank(other));
                source.draw(frames, event, now);
                side.draw(frames, now);
                cursor.style.insetInlineStart = `${100 * event.at / Math.max(data.elapsed, 1)}%`;
                slider.value = i;
                const message = happened(data, event, now) + (i === last ? ` The run ends with ${data.exit}.` : '');
                slider.setAttribute('aria-valuetext', `${i + 1} of ${last + 1}: ${message}`);
                said.textContent = message;
                source.reveal(now.live.get(event.frame)?.line);
            },
        };
    }

    function pictureOf(data, events, seek) {
        const picture = element('div', 'replay-picture timeline');
        // A page may open one recording's replay below several timelines.
        opened += 1;
        picture.innerHTML = data.picture.replaceAll(`replay-${data.program}-${data.model}`, `replay-${opened}`);
        const cursor = element('div', 'replay-cursor');
        picture.append(cursor);

        // A place in the picture is a moment: the last event up to it.
        function drag(press) {
            const box = picture.getBoundingClientRect();
            const when = (press.clientX - box.left) / box.width * data.elapsed;
            seek(Math.max(0, events.findLastIndex(event => event.at <= when)));
        }
        picture.addEventListener('pointerdown', press => {
            picture.setPointerCapture(press.pointerId);
            drag(press);
        });
        picture.addEventListener('pointermove', press => {
            if (press.buttons) { drag(press); }
        });
        return { picture, cursor };
    }

    // The source, with the frames beside the lines where they are.
    function sourceOf(data) {
        const code = region('pre', 'replay-code', 'Source, with the line of each frame');
        code.tabIndex = 0;
        const rows = lines(data).map(html => {
            const row = element('div', 'replay-line');
            const text = element('code', 'hljs');
            text.innerHTML = html || ' ';
            const labels = element('span', 'replay-labels');
            row.append(text, labels);
            code.append(row);
            return { row, labels };
        });
        let marked = [];
        let revealed;

        function draw(frames, event, now) {
            for (const { row, labels } of marked) {
                row.className = 'replay-line';
                labels.replaceChildren();
            }
            marked = [];
            const counts = new Map();
            for (const [frame, own] of frames) {
                const count = (counts.get(own.line) ?? 0) + 1;
                counts.set(own.line, count);
                const [label, colour] = data.frames[frame];
                const line = rows[own.line - 1];
                if (line && count === 1) {
                    marked.push(line);
                    line.row.className = `replay-line marked colour-${colour}${frame === event.frame ? ' now' : ''}`;
                }
                if (line && count <= 3) {
                    const blocks = !own.waits && now.then[own.thread] === 'blocked' && now.stacks[own.thread].at(-1) === frame;
                    const sign = own.waits ? ' waits' : blocks ? ' blocked' : '';
                    line.labels.append(element('span', `replay-label colour-${colour}`, label + sign));
                }
            }
            for (const [line, count] of counts) {
                if (count > 3 && rows[line - 1]) {
                    rows[line - 1].labels.append(element('span', 'replay-label colour-0', `${count - 3} more`));
                }
            }
        }

        // Scrolls within the source only, never the page.
        function reveal(line) {
            const row = rows[(line ?? 0) - 1]?.row;
            if (row === revealed) {
                return;
            }
            revealed = row;
            if (row && (row.offsetTop < code.scrollTop || row.offsetTop + row.offsetHeight > code.scrollTop + code.clientHeight)) {
                code.scrollTop = row.offsetTop - code.clientHeight / 2;
            }
        }

        return { code, draw, reveal };
    }

    // The source's lines as HTML. Colours come from the page's own listing where it still holds this source; what is folded
    // there is not folded here.
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

    // The frames that live, in words, and what was printed.
    function sideOf(data, events) {
        const prints = events.filter(event => event.what === 'o');
        const box = element('div', 'replay-side');
        const lanes = element('ul', 'replay-frames');
        const output = region('pre', 'replay-output', 'Output so far');
        output.tabIndex = 0;
        box.append(element('p', 'replay-title', 'Frames now'), lanes, element('p', 'replay-title', 'Output so far'), output);
        let printed;
        return {
            box,
            draw(frames, now) {
                const shown = frames.slice(0, 10);
                lanes.replaceChildren(...shown.map(([frame, own]) => {
                    const [label, colour] = data.frames[frame];
                    const item = element('li', `colour-${colour}`);
                    item.append(element('strong', '', label), ` ${place(data, frame, own, now)}, line ${own.line}`);
                    return item;
                }));
                if (frames.length > shown.length) {
                    lanes.append(element('li', '', `and ${frames.length - shown.length} more`));
                }
                if (shown.length === 0) {
                    lanes.append(element('li', '', 'none'));
                }
                if (printed !== now.printed) {
                    printed = now.printed;
                    output.textContent = prints.slice(0, printed).map(({ rest }) => data.output[rest[0]]).join('') || ' ';
                    output.scrollTop = output.scrollHeight;
                }
            },
        };
    }

    // Where frame `frame` is, in words.
    function place(data, frame, own, now) {
        if (own.waits) {
            return 'waits, on no thread';
        }
        const stack = now.stacks[own.thread];
        if (stack.at(-1) !== frame) {
            return `has called ${data.frames[stack[stack.indexOf(frame) + 1] ?? frame][0]}`;
        }
        const thread = `thread ${data.threads[own.thread]}`;
        if (now.then[own.thread] === 'unmeasured') {
            return `has ${thread}; what it does there was not measured`;
        }
        return now.then[own.thread] === 'blocked' ? `blocks ${thread}` : `runs on ${thread}`;
    }

    // An event in words.
    function happened(data, { at, thread, frame, what, rest, first }, now) {
        const who = data.frames[frame][0];
        const line = now.live.get(frame)?.line;
        const idle = now.stacks[thread].length === 0;
        const says = {
            r: first ? `${who} begins at line ${line}` : `${who} resumes at line ${line}`,
            l: `${who} is at line ${rest[0]}${rest[1] > 1 ? `, ${rest[1]} times` : ''}`,
            o: `${who} prints “${(data.output[rest[0]] ?? '').trim()}”`,
            m: `${who} ${{ blocked: 'was blocked for', queued: 'waited for a core for', computing: 'computed for' }[rest[0]]} ${time(rest[1])}`,
            w: `${who} waits at line ${line}, on no thread${idle ? '; the thread has nothing to run' : ''}`,
            e: `${who} ends`,
            p: `${who} ends by a panic`,
            d: `${who} is dropped before its end`,
        }[what];
        return `${time(at)}, thread ${data.threads[thread]}: ${says}.`;
    }

    // The player: which event is shown, what the steps follow, and the buttons, fields and keys that move a reader through
    // the recording. `show` opens another of the recordings `names`. It begins at `step`, from 1.
    function player(root, data, names, show, step = 1) {
        const { events, after } = history(data);
        const last = events.length - 1;
        const { said, picture, slider, body, draw } = view(data, events, seek);
        let at = 0;
        let follow = 'all';
        let timer;

        function go(i) {
            at = Math.min(Math.max(i, 0), last);
            draw(at, after(at));
        }

        function seek(i) {
            pause();
            go(i);
        }

        // The nearest event of what is followed, from `i` on in that direction; where there is none, where we are.
        function following(i, direction) {
            while (i >= 0 && i <= last) {
                if (follow === 'all' || events[i].frame === Number(follow)) {
                    return i;
                }
                i += direction;
            }
            return at;
        }

        const moves = {
            first: () => go(following(0, 1)),
            last: () => go(following(last, -1)),
            back: () => seek(following(at - 1, -1)),
            forward: () => seek(following(at + 1, 1)),
        };

        function start() {
            clearInterval(timer);
            if (at === last) {
                moves.first();
            }
            said.setAttribute('aria-live', 'off');
            play.textContent = 'Pause';
            play.setAttribute('aria-label', 'Pause');
            timer = setInterval(() => {
                const next = root.isConnected ? following(at + 1, 1) : at;
                if (next === at) {
                    pause();
                } else {
                    go(next);
                }
            }, 1000 / speed.select.value);
        }

        function pause() {
            clearInterval(timer);
            timer = undefined;
            said.setAttribute('aria-live', 'polite');
            play.textContent = 'Play';
            play.setAttribute('aria-label', 'Play');
        }

        const play = button('Play', 'Play', () => (timer ? pause() : start()));
        const speed = choice('Speed', [['1', '1 step a second'], ['3', '3 a second'], ['10', '10 a second'], ['30', '30 a second']], () => {
            if (timer) { start(); }
        });
        const frames = data.frames.slice(0, 200).map(([label], i) => [i, label]);
        const followed = choice('Follow', [['all', 'everything'], ...frames], value => {
            follow = value;
            said.textContent = value === 'all' ? 'Steps are those of all frames.' : `Steps are those of ${data.frames[value][0]}.`;
        });
        // Who asked for no motion steps by hand.
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        const buttons = buttonsOf(moves, [...still ? [] : [play, speed.wrap], followed.wrap]);
        if (names.length > 1) {
            buttons.append(recordings(root, data, names, async name => {
                pause();
                await show(name);
            }));
        }
        root.setAttribute('aria-label', `Replay of ${data.program}, ${data.model}`);
        root.setAttribute('role', 'region');
        root.replaceChildren(said, buttons, picture, slider, body);
        root.onkeydown = keys(moves, pause);
        buttons.append(linkButton(() => `replay=${data.program}/${data.model}@${at + 1}`));
        go(step - 1);
        if (step < 1 || step > last + 1) {
            said.textContent = `The address asks for step ${step}. This replay has ${last + 1} steps. ${said.textContent}`;
        }
    }

    // Puts the step that is shown into the address, and copies the address where the browser allows it.
    function linkButton(address) {
        const link = button('Link', 'Copy a link to this step', async () => {
            window.history.replaceState(window.history.state, '', `#${address()}`);
            try {
                await navigator.clipboard.writeText(location.href);
                link.textContent = 'Copied';
            } catch {
                link.textContent = 'It is in the address';
            }
            setTimeout(() => { link.textContent = 'Link'; }, 2000);
        });
        return link;
    }

    function buttonsOf(moves, others) {
        const buttons = element('div', 'replay-controls');
        buttons.setAttribute('role', 'group');
        buttons.setAttribute('aria-label', 'Steps');
        buttons.append(
            button('First', 'First event (Home)', moves.first),
            button('Back', 'Back (left arrow)', moves.back),
            button('Forward', 'Forward (right arrow)', moves.forward),
            button('Last', 'Last event (End)', moves.last),
            ...others,
        );
        return buttons;
    }

    // The choice of another recording; the keyboard is on it again once that is shown.
    function recordings(root, data, names, chosen) {
        const which = choice('Recording', names.map(name => [name, name.replace(`${data.program}-`, '')]), async name => {
            await chosen(name);
            root.querySelector('select[data-recording]')?.focus();
        });
        which.select.dataset.recording = '';
        which.select.value = `${data.program}-${data.model}`;
        return which.wrap;
    }

    function keys(moves, pause) {
        return press => {
            if (press.altKey || press.ctrlKey || press.metaKey) {
                return;
            }
            const move = { ArrowLeft: moves.back, ArrowRight: moves.forward, Home: moves.first, End: moves.last }[press.key];
            if (move && !press.target.closest('select')) {
                press.preventDefault();
                pause();
                move();
            }
            // The book's own keys turn the page.
            press.stopPropagation();
        };
    }
}
