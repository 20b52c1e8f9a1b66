// The replay of a recording: a reader steps through what a program did. Loaded when a replay is first opened; the data of
// a recording (press/src/replay.rs) registers itself in `window.replayData`.
'use strict';

let opened = 0;

/**
 * Opens a replay below a timeline, or closes the one that is there.
 * @param {HTMLElement} figure a timeline, with the names of its replays in `data-replays`.
 * @param {string} folder where their data are, as an address that ends in "/"; unused for data that are here.
 * @param {string} [wanted] the replay to begin with.
 * @returns {Promise<boolean>} whether it is open now.
 */
window.openReplay = async function openReplay(figure, folder, wanted) {
    const there = figure.nextElementSibling;
    if (there?.classList.contains('replay')) {
        there.remove();
        return false;
    }
    const names = figure.dataset.replays.split(' ');
    const root = element('section', 'replay');
    figure.after(root);
    const show = async name => {
        root.textContent = 'Loading…';
        try {
            await load(name, folder);
        } catch {
            root.textContent = `The recording of ${name} could not be loaded from ${folder}.`;
            return;
        }
        build(root, window.replayData[name], names, show);
    };
    await show(names.includes(wanted) ? wanted : names[0]);
    return true;

    function load(name) {
        return new Promise((loaded, failed) => {
            if (window.replayData?.[name]) {
                loaded();
                return;
            }
            const script = document.createElement('script');
            script.src = `${folder}${name}.js`;
            script.addEventListener('load', loaded);
            script.addEventListener('error', failed);
            document.head.append(script);
        });
    }

    function element(kind, className, text) {
        const made = document.createElement(kind);
        made.className = className;
        if (text !== undefined) {
            made.textContent = text;
        }
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

    // The source's lines as HTML. Colours come from the page's own listing where it still holds this source.
    function lines(data) {
        const shown = document.querySelector(`#${CSS.escape(`${data.program}-${data.model}`)} pre code`);
        if (shown?.textContent.trimEnd() !== data.source.trimEnd()) {
            const plain = document.createElement('div');
            return data.source.trimEnd().split('\n').map(line => {
                plain.textContent = line;
                return plain.innerHTML;
            });
        }
        // An element that spans lines is closed at the end of each, and opened again.
        let open = [];
        return shown.innerHTML.trimEnd().split('\n').map(line => {
            const before = open.join('');
            for (const [tag] of line.matchAll(/<\/?span[^>]*>/g)) {
                open = tag[1] === '/' ? open.slice(0, -1) : [...open, tag];
            }
            return before + line + '</span>'.repeat(open.length);
        });
    }

    // What is known after each event, from a snapshot at every 64th.
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
        const apply = (state, event) => {
            const { frame, thread, what, rest, then } = event;
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
        };
        const copy = state => ({
            stacks: state.stacks.map(stack => [...stack]), live: new Map(state.live), printed: state.printed, then: [...state.then],
        });
        const snapshots = [];
        const state = { stacks: data.threads.map(() => []), live: new Map(), printed: 0, then: [] };
        events.forEach((event, i) => {
            if (i % 64 === 0) {
                snapshots.push(copy(state));
            }
            apply(state, event);
        });
        let now = copy(snapshots[0]);
        let next = 0;
        return {
            events,
            // What is known after event `i`; valid until the next call, since a small step forward goes on from it.
            after(i) {
                if (i + 1 < next || i > next + 64) {
                    next = Math.floor(i / 64) * 64;
                    now = copy(snapshots[next / 64]);
                }
                for (; next <= i; next += 1) {
                    apply(now, events[next]);
                }
                return now;
            },
        };
    }

    function build(root, data, names, show) {
        const { events, after } = history(data);
        const seen = new Set();
        for (const event of events) {
            event.first = event.what === 'r' && !seen.has(event.frame);
            seen.add(event.frame);
        }
        const prints = events.filter(event => event.what === 'o');
        const last = events.length - 1;
        const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        const name = frame => data.frames[frame][0];
        const thread = n => `thread ${data.threads[n]}`;
        let at = 0;
        let follow = 'all';
        let printed;
        let revealed;
        let timer;

        root.textContent = '';
        root.setAttribute('aria-label', `Replay of ${data.program}, ${data.model}`);
        root.setAttribute('role', 'region');

        const said = element('p', 'replay-said');
        said.setAttribute('aria-live', 'polite');
        const buttons = element('div', 'replay-controls');
        buttons.setAttribute('role', 'group');
        buttons.setAttribute('aria-label', 'Steps');
        const play = button('Play', 'Play', () => (timer ? pause() : start()));
        buttons.append(
            button('First', 'First event (Home)', () => go(following(0, 1))),
            button('Back', 'Back (left arrow)', () => step(-1)),
            button('Forward', 'Forward (right arrow)', () => step(1)),
            button('Last', 'Last event (End)', () => go(following(last, -1))),
        );
        const speed = choice('Speed', [['1', '1 step a second'], ['3', '3 a second'], ['10', '10 a second'], ['30', '30 a second']], () => {
            if (timer) { start(); }
        });
        // Who asked for no motion steps by hand.
        if (!still) {
            buttons.append(play, speed.wrap);
        }
        const frames = data.frames.slice(0, 200).map(([label], i) => [i, label]);
        const followed = choice('Follow', [['all', 'everything'], ...frames], value => {
            follow = value;
            say(value === 'all' ? 'Steps are those of all frames.' : `Steps are those of ${name(value)}.`);
        });
        buttons.append(followed.wrap);
        if (names.length > 1) {
            const which = choice('Recording', names.map(id => [id, id.replace(`${data.program}-`, '')]), async id => {
                pause();
                await show(id);
                root.querySelector('select[data-recording]')?.focus();
            });
            which.select.dataset.recording = '';
            which.select.value = `${data.program}-${data.model}`;
            buttons.append(which.wrap);
        }

        const picture = element('div', 'replay-picture timeline');
        // A page may open one recording's replay below several timelines.
        opened += 1;
        picture.innerHTML = data.picture.replaceAll(`replay-${data.program}-${data.model}`, `replay-${opened}`);
        const cursor = element('div', 'replay-cursor');
        picture.append(cursor);
        const slider = document.createElement('input');
        Object.assign(slider, { type: 'range', min: 0, max: last, step: 1, className: 'replay-slider' });
        slider.setAttribute('aria-label', 'Event');
        slider.addEventListener('input', () => { pause(); go(Number(slider.value)); });

        const code = element('pre', 'replay-code');
        code.tabIndex = 0;
        code.setAttribute('role', 'region');
        code.setAttribute('aria-label', 'Source, with the line of each frame');
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

        const side = element('div', 'replay-side');
        const lanes = element('ul', 'replay-frames');
        const output = element('pre', 'replay-output');
        output.tabIndex = 0;
        output.setAttribute('role', 'region');
        output.setAttribute('aria-label', 'Output so far');
        side.append(element('p', 'replay-title', 'Frames now'), lanes, element('p', 'replay-title', 'Output so far'), output);
        const body = element('div', 'replay-body');
        body.append(code, side);
        root.append(said, buttons, picture, slider, body);

        // Where frame `frame` is, in words.
        function place(frame, own, now) {
            if (own.waits) {
                return 'waits, on no thread';
            }
            const stack = now.stacks[own.thread];
            if (stack.at(-1) !== frame) {
                return `has called ${name(stack[stack.indexOf(frame) + 1] ?? frame)}`;
            }
            if (now.then[own.thread] === 'unmeasured') {
                return `has ${thread(own.thread)}; what it does there was not measured`;
            }
            return now.then[own.thread] === 'blocked' ? `blocks ${thread(own.thread)}` : `runs on ${thread(own.thread)}`;
        }

        function happened({ at: when, thread: on, frame, what, rest, first }, now) {
            const who = name(frame);
            const line = now.live.get(frame)?.line;
            const idle = now.stacks[on].length === 0;
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
            return `${time(when)}, ${thread(on)}: ${says}.${at === last ? ` The run ends with ${data.exit}.` : ''}`;
        }

        function go(i) {
            at = Math.min(Math.max(i, 0), last);
            const event = events[at];
            const now = after(at);
            for (const { row, labels } of marked) {
                row.className = 'replay-line';
                labels.replaceChildren();
            }
            marked = [];
            lanes.replaceChildren();
            // The frame of this event, the frames that have a thread, those that wait; as many as can be taken in.
            const rank = ([frame, own]) => (frame === event.frame ? 0 : own.waits ? 2 : 1);
            const frames = [...now.live].sort((one, other) => rank(one) - rank(other));
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
                    const stands = !own.waits && now.then[own.thread] === 'blocked' && now.stacks[own.thread].at(-1) === frame;
                    const sign = own.waits ? ' waits' : stands ? ' blocked' : '';
                    line.labels.append(element('span', `replay-label colour-${colour}`, label + sign));
                }
                if (lanes.childElementCount < 10) {
                    const item = element('li', `colour-${colour}`);
                    item.append(element('strong', '', label), ` ${place(frame, own, now)}, line ${own.line}`);
                    lanes.append(item);
                }
            }
            for (const [line, count] of counts) {
                if (count > 3 && rows[line - 1]) {
                    rows[line - 1].labels.append(element('span', 'replay-label colour-0', `${count - 3} more`));
                }
            }
            const shown = lanes.childElementCount;
            if (frames.length > shown) {
                lanes.append(element('li', '', `and ${frames.length - shown} more`));
            }
            if (shown === 0) {
                lanes.append(element('li', '', 'none'));
            }
            if (printed !== now.printed) {
                printed = now.printed;
                output.textContent = prints.slice(0, printed).map(({ rest }) => data.output[rest[0]]).join('') || ' ';
                output.scrollTop = output.scrollHeight;
            }
            cursor.style.insetInlineStart = `${100 * event.at / Math.max(data.elapsed, 1)}%`;
            slider.value = at;
            const message = happened(event, now);
            slider.setAttribute('aria-valuetext', `${at + 1} of ${last + 1}: ${message}`);
            say(message);
            reveal(rows[(now.live.get(event.frame)?.line ?? 0) - 1]?.row);
        }

        // Scrolls within the source only, never the page.
        function reveal(row) {
            if (row === revealed) {
                return;
            }
            revealed = row;
            if (row && (row.offsetTop < code.scrollTop || row.offsetTop + row.offsetHeight > code.scrollTop + code.clientHeight)) {
                code.scrollTop = row.offsetTop - code.clientHeight / 2;
            }
        }

        function say(message) {
            said.textContent = message;
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

        function step(direction) {
            pause();
            go(following(at + direction, direction));
        }

        function start() {
            clearInterval(timer);
            if (at === last) {
                go(following(0, 1));
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

        // A place in the picture is a moment: the last event up to it.
        function drag(press) {
            const box = picture.getBoundingClientRect();
            const when = (press.clientX - box.left) / box.width * data.elapsed;
            pause();
            go(Math.max(0, events.findLastIndex(event => event.at <= when)));
        }
        picture.addEventListener('pointerdown', press => {
            picture.setPointerCapture(press.pointerId);
            drag(press);
        });
        picture.addEventListener('pointermove', press => {
            if (press.buttons) { drag(press); }
        });

        root.onkeydown = press => {
            if (press.altKey || press.ctrlKey || press.metaKey) {
                return;
            }
            const chosen = press.target.closest('select');
            const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => go(following(0, 1)), End: () => go(following(last, -1)) }[press.key];
            if (act && !chosen) {
                press.preventDefault();
                pause();
                act();
            }
            // The book's own keys turn the page.
            press.stopPropagation();
        };
        go(0);
    }
};
