// What a page does once it is read: a program's models under tabs, copying, search when first used, and the keyboard.
// A classic script, loaded last; the page is whole without it. `show_model`, `model` and `search_scripts` come from index.hbs.
'use strict';

/* global draw_curtains, followReplay, html, mdbook_something_else_has_focus, openCompare, openQuiz, openReplay, openSchedule, path_to_root */
/* global search_scripts, show_model, shown, stored */

// Crates of this book that the public playground has, with all their features, by its `compiler/base/crate-information.json`
// of August 2026 (github.com/rust-lang/rust-playground); and the longest address that servers commonly take.
const PLAYGROUND = ['fastrand', 'futures', 'png', 'rayon', 'socket2', 'tokio'];
const LONGEST = 8000;

(function models() {
    const programs = [];

    function remember(name) {
        stored('book-model', name);
        const url = new URL(location.href);
        url.searchParams.set('model', name);
        try { history.replaceState(history.state, '', url); } catch { /* not from file:// */ }
    }

    // Shows one model in all programs of the page; a program that lacks it shows its first.
    function choose(name) {
        show_model(name);
        for (const { tabs, listings } of programs) {
            const chosen = Math.max(0, listings.findIndex(listing => listing.dataset.model === name));
            tabs.forEach((tab, i) => {
                tab.setAttribute('aria-selected', i === chosen);
                tab.tabIndex = i === chosen ? 0 : -1;
            });
        }
    }

    // A reader's choice, made at `tab`, which keeps its place on the screen while programs above it change.
    function pick(tab, name) {
        const before = tab.getBoundingClientRect().top;
        remember(name);
        choose(name);
        window.scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: 'instant' });
    }

    function build(program, number) {
        const listings = [...program.querySelectorAll(':scope > .listing')];
        listings.forEach(addTools);
        program.classList.add('built');
        if (listings.length < 2) {
            return;
        }
        const list = document.createElement('div');
        list.className = 'tabs';
        list.setAttribute('role', 'tablist');
        list.setAttribute('aria-label', `${program.dataset.program}: models`);
        const tabs = listings.map((listing, i) => {
            const tab = document.createElement('button');
            const name = listing.dataset.model;
            tab.type = 'button';
            tab.id = `tab-${number}-${name}`;
            tab.textContent = tab.dataset.label = name;
            tab.setAttribute('role', 'tab');
            listing.id ||= `panel-${number}-${name}`;
            tab.setAttribute('aria-controls', listing.id);
            listing.setAttribute('role', 'tabpanel');
            listing.setAttribute('aria-labelledby', tab.id);
            tab.addEventListener('click', () => pick(tab, name));
            tab.addEventListener('keydown', event => {
                const next = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: tabs.length - 1 }[event.key];
                if (next === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
                    return;
                }
                event.preventDefault();
                const there = (next + tabs.length) % tabs.length;
                pick(tabs[there], listings[there].dataset.model);
                tabs[there].focus();
            });
            return tab;
        });
        list.append(...tabs);
        program.prepend(list);
        programs.push({ tabs, listings });
    }

    // Where the address leads into a listing, that listing is shown.
    function follow() {
        // Names of listings have nothing that an address would write in another way; `#100%` could not be decoded.
        const target = document.getElementById(location.hash.slice(1));
        const listing = target?.closest('.program > .listing');
        if (listing) {
            choose(listing.dataset.model);
            listing.scrollIntoView();
        }
    }

    document.querySelectorAll('.program').forEach(build);
    choose(model);
    if (new URLSearchParams(location.search).get('model') === model) {
        remember(model);
    }
    follow();
    window.addEventListener('hashchange', follow);
})();

// The bar above a listing: which file it is, and what can be done with it. Copy gives the reader's own version where there
// is one (run.js).
function addTools(listing) {
    const pre = listing.querySelector(':scope > pre');
    const code = pre?.querySelector('code');
    if (!code) {
        return;
    }
    const { program, model } = listing.dataset;
    const tools = document.createElement('div');
    tools.className = 'tools';
    const file = document.createElement('span');
    file.className = 'file';
    file.textContent = `${program}/${model.replaceAll('-', '_')}.${model === 'python' ? 'py' : 'rs'}`;
    const whole = !listing.querySelector(':scope > .from');
    tools.append(file, copyButton(whole ? 'the program' : 'the excerpt', () => listing.edited ?? code.textContent));
    if (whole && model !== 'python') {
        addOffers(tools, listing, code.textContent);
    }
    pre.before(tools);
}

// What a whole program offers beside Copy: another model beside it, itself as a Cargo project, and, where the
// book is not served by its own command, which runs it, the public playground.
function addOffers(tools, listing, source) {
    const { program, model } = listing.dataset;
    const what = `${program} with ${model}`;
    const others = [...listing.parentElement.querySelectorAll(':scope > .listing:not([data-model=python])')];
    if (others.length > 1) {
        tools.append(toolButton('Compare', `Compare ${what} with another model`, async button => {
            try {
                const folder = `${path_to_root}generated/compare/`;
                await load('link', { rel: 'stylesheet', href: `${folder}compare.css` });
                await load('script', { src: `${folder}${program}.js` });
                await load('script', { src: `${folder}compare.js` });
                openCompare(listing.parentElement, model);
            } catch {
                said(button, 'Not loaded', 'Compare');
            }
        }));
    }
    tools.append(toolLink('Project', `Download ${what} as a Cargo project`, {
        href: `${path_to_root}generated/project/${program}-${model}.tar.gz`, download: '',
    }));
    const add = listing.querySelector(':scope > .add code')?.textContent ?? '';
    const crates = add.replace(/^\$ cargo add | --.*/gs, '').split(/\s+/).filter(Boolean);
    const href = `https://play.rust-lang.org/?version=stable&mode=debug&edition=2024&code=${encodeURIComponent(source)}`;
    if (!('served' in document.documentElement.dataset) && crates.every(name => PLAYGROUND.includes(name)) && href.length <= LONGEST) {
        tools.append(toolLink('Playground', `Run ${what} in the Rust playground, on another site`, { href, target: '_blank', rel: 'noreferrer' }));
    }
}

// What is behind a curtain is shown when the reader asks for it, and from then on. What all models share, and the stage, is a
// line each until the reader opens it. Two settings open all.
(function reveal() {
    const folds = [...document.querySelectorAll('.fold')];

    function set(fold, open) {
        const lines = fold.nextElementSibling;
        fold.setAttribute('aria-expanded', open);
        if (open) {
            lines.removeAttribute('hidden');
        } else if ('onbeforematch' in lines) {
            // The browser's own search looks here too, and opens what it finds.
            lines.setAttribute('hidden', 'until-found');
        }
    }

    const settings = { 'book-outputs': draw_curtains, 'book-folds': open => folds.forEach(fold => set(fold, open)) };
    folds.forEach(fold => fold.setAttribute('aria-label', `${fold.dataset.head}: ${fold.dataset.note}`));
    settings['book-folds'](html.classList.contains('unfold'));
    html.classList.remove('unfold');
    for (const box of document.querySelectorAll('[data-setting]')) {
        box.setAttribute('aria-checked', stored(box.dataset.setting) === 'open');
    }

    document.addEventListener('click', ({ target }) => {
        const box = target.parentElement;
        const { setting } = target.dataset;
        if (target.matches('.fold')) {
            set(target, target.getAttribute('aria-expanded') === 'false');
        } else if (setting) {
            const open = target.getAttribute('aria-checked') === 'false';
            target.setAttribute('aria-checked', open);
            stored(setting, open ? 'open' : null);
            settings[setting](open);
        } else if (target.matches('.curtain > button')) {
            const { top } = target.getBoundingClientRect();
            shown.add(box.dataset.region);
            stored('book-shown', [...shown].join(' '));
            draw_curtains();
            // The button is gone: the keyboard continues from what it showed, and what was opened above it moves nothing.
            box.tabIndex = -1;
            box.focus({ preventScroll: true });
            window.scrollBy({ top: box.getBoundingClientRect().top - top, behavior: 'instant' });
        }
    });
    document.addEventListener('beforematch', ({ target }) => set(target.previousElementSibling, true));
})();

/**
 * A button that copies.
 * @param {string} what what is copied, for a reader who cannot see where the button is: "the program".
 * @param {() => string} text gives what is copied, when it is pressed.
 */
function copyButton(what, text) {
    const button = toolButton('Copy', `Copy ${what}`, async () => said(button, await copy(text()) ? 'Copied' : 'Not copied', 'Copy'));
    button.classList.add('copy');
    return button;
}

// Says on a button what came of it, for a while, and tells a screen reader.
function said(button, words, label) {
    button.textContent = words;
    say(words);
    setTimeout(() => { button.textContent = label; say(''); }, 2000);
}

/**
 * A button of the bar above a listing.
 * @param {string} label what it shows.
 * @param {string} name what it is called, which begins with the label.
 * @param {(button: HTMLButtonElement) => void} action
 */
function toolButton(label, name, action) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'tool', textContent: label });
    button.setAttribute('aria-label', name);
    button.addEventListener('click', press => action(button, press));
    return button;
}

// A link that looks like such a button.
function toolLink(label, name, attributes) {
    const link = Object.assign(document.createElement('a'), { className: 'tool', textContent: label, ...attributes });
    link.setAttribute('aria-label', name);
    return link;
}

const loaded = new Map();

// Loads a script or a style, once; rejects where it can't be loaded, and tries anew then.
function load(kind, attributes) {
    const address = attributes.src ?? attributes.href;
    if (!loaded.has(address)) {
        loaded.set(address, new Promise((done, failed) => {
            const made = Object.assign(document.createElement(kind), attributes);
            made.addEventListener('load', done);
            made.addEventListener('error', () => {
                made.remove();
                loaded.delete(address);
                failed(new Error(`${address} cannot be loaded`));
            });
            document.head.append(made);
        }));
    }
    return loaded.get(address);
}

// Copies `text`; false where the browser refuses.
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        // Without https, or without leave: the older way.
        const field = document.createElement('textarea');
        const focused = document.activeElement;
        field.value = text;
        field.className = 'said';
        document.body.append(field);
        field.select();
        const done = document.execCommand('copy');
        field.remove();
        focused?.focus();
        return done;
    }
}

// Tells a screen reader.
function say(words) {
    document.getElementById('said').textContent = words;
}

(function commands() {
    const status = document.createElement('div');
    status.id = 'said';
    status.className = 'said';
    status.setAttribute('role', 'status');
    document.body.append(status);

    for (const code of document.querySelectorAll('pre > code.language-console')) {
        const text = () => code.textContent.trimEnd().replace(/^\$ /gm, '');
        const pre = code.parentElement;
        let add = pre.closest('.add');
        if (!add) {
            add = document.createElement('div');
            add.className = 'add';
            pre.replaceWith(add);
            add.append(pre);
        }
        add.append(copyButton('the command', text));
    }
})();

(function scrolling() {
    // What scrolls sideways can be focused, so that the keyboard scrolls it; highlighted code can be anyway.
    const observer = new ResizeObserver(entries => {
        for (const { target } of entries) {
            if (target.scrollWidth > target.clientWidth) {
                target.tabIndex = 0;
            } else {
                target.removeAttribute('tabindex');
            }
        }
    });
    const kinds = [['table', 'Table'], ['.language-console', 'Commands'], ['.language-text', 'Output'], ['*', 'Code']];
    for (const box of document.querySelectorAll('pre:not([tabindex]), .table-wrapper')) {
        box.setAttribute('role', 'group');
        box.setAttribute('aria-label', kinds.find(([selector]) => box.querySelector(selector))[1]);
        observer.observe(box);
    }

    // The arrow keys turn the page, but not from inside what may use them itself.
    document.getElementById('mdbook-body-container').addEventListener('keydown', event => {
        if (/^Arrow(Left|Right)$/.test(event.key) && event.target.closest('header, .program, pre, figure, form, details, .table-wrapper')) {
            event.stopPropagation();
        }
    });
})();

document.querySelector('#mdbook-sidebar a.active')?.setAttribute('aria-current', 'page');

(function search() {
    const toggle = document.getElementById('mdbook-search-toggle');

    function loadSearch() {
        return search_scripts.reduce((before, src) => before.then(() => load('script', { src })), Promise.resolve());
    }

    function first(event) {
        event.stopImmediatePropagation();
        event.preventDefault();
        ready();
        loadSearch().then(() => toggle.click());
    }

    function key(event) {
        if ((event.key === 's' || event.key === '/') && !event.altKey && !event.ctrlKey && !event.metaKey && !mdbook_something_else_has_focus(event)) {
            first(event);
        }
    }

    function ready() {
        toggle.removeEventListener('click', first);
        document.removeEventListener('keydown', key);
    }

    if (!toggle || !search_scripts.length) {
        return;
    }
    // searcher.js names each teaser with an attribute that such an element cannot have.
    const results = document.getElementById('mdbook-searchresults');
    new MutationObserver(() => results.querySelectorAll('.teaser').forEach(teaser => teaser.removeAttribute('aria-label')))
        .observe(results, { childList: true });
    const asked = new URLSearchParams(location.search);
    if (asked.has('search') || asked.has('highlight')) {
        loadSearch();
    } else {
        toggle.addEventListener('click', first);
        document.addEventListener('keydown', key);
    }
})();

// Below each timeline, a button that replays its recordings. Script, style and data are loaded when it is first pressed. The
// script also follows a link to a step, `#replay=count/tokio@17`.
(function replays() {
    const folder = `${path_to_root}generated/replay/`;
    const start = () => Promise.all([
        load('link', { rel: 'stylesheet', href: `${folder}replay.css` }),
        load('script', { src: `${folder}replay.js` }),
    ]);

    for (const figure of document.querySelectorAll('.timeline[data-replays]')) {
        figure.insertAdjacentHTML('beforeend', '<button type="button" class="replay-open" aria-expanded="false">Replay step by step</button>');
        const button = figure.lastChild;
        button.addEventListener('click', async () => {
            try {
                await start();
            } catch {
                button.textContent = 'The replay could not be loaded. Try again';
                return;
            }
            const program = figure.closest('.program');
            const tab = program?.querySelector('.tabs [aria-selected="true"]');
            openReplay(figure, folder, program && `${program.dataset.program}-${tab?.dataset.label ?? model}`);
        });
    }
    const follow = () => /^#replay=/.test(location.hash) && start().then(() => followReplay(folder));
    follow();
    window.addEventListener('hashchange', follow);
})();

// Below the ends of a program, a button that lets the reader choose the order. The script that it loads also follows a link to
// an order, `#order=name:1.2.2`.
(function schedules() {
    const start = box => load('script', { src: `${path_to_root}generated/schedules/schedules.js` }).then(() => openSchedule(box));

    for (const box of document.querySelectorAll('.schedules')) {
        box.insertAdjacentHTML('beforeend', '<button type="button" class="replay-open" aria-expanded="false">Choose the order yourself</button>');
        box.lastChild.addEventListener('click', () => start(box));
    }
    if (/^#order=/.test(location.hash)) { start(); }
})();

// The section that the reader was in last, kept in this browser. The start page offers to continue there.
(function place() {
    const main = document.querySelector('main');
    const here = document.querySelector('#mdbook-sidebar a.active')?.getAttribute('href').replace(/^(\.\.\/)+/, '');
    const [path, title] = (stored('book-place') ?? '').split('\n');
    if (here === 'start.html' && title) {
        const line = document.createElement('p');
        line.className = 'continue';
        const link = document.createElement('a');
        link.href = path_to_root + path;
        link.textContent = title;
        line.append('Continue where you were: ', link, '.');
        main.querySelector('h1 ~ p')?.after(line);
    } else if (here && here !== 'start.html') {
        window.addEventListener('pagehide', () => {
            const seen = [...main.querySelectorAll('[id]:is(h1, h2, h3)')]
                .findLast(part => part.getClientRects().length && part.getBoundingClientRect().top < innerHeight / 2);
            stored('book-place', `${here}${seen ? `#${seen.id}\n${seen.textContent}` : `\n${document.title}`}`);
        });
    }
})();

// Quizzes are judged by a script that is loaded when one comes near, which is before a reader can answer it.
(function quizzes() {
    const nearby = new IntersectionObserver(seen => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) {
            nearby.disconnect();
            load('script', { src: `${path_to_root}generated/quiz.js` }).then(() => openQuiz(quiz));
        }
    }, { rootMargin: '100%' });
    // The page that is printed holds many.
    const [quiz, another] = document.querySelectorAll('.quiz');
    if (quiz && !another) {
        nearby.observe(quiz);
    }
})();

// Over the network, a service worker keeps the pages that were read, to be read offline. keep.js, which is loaded when a reader
// opens the menu, offers to keep all pages.
(function offline() {
    const worker = navigator.serviceWorker;
    if (!/^https?:$/.test(location.protocol) || 'served' in html.dataset || !worker) {
        return;
    }
    window.addEventListener('load', () => {
        document.head.append(Object.assign(document.createElement('link'), { rel: 'manifest', href: `${path_to_root}manifest.webmanifest` }));
        worker.register(`${path_to_root}service-worker.js`).catch(() => { /* read online, then */ });
    });
    document.getElementById('mdbook-theme-toggle').addEventListener('click', () => load('script', { src: `${path_to_root}generated/keep.js` }));
})();
