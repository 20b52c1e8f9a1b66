// What this book uses of mdBook's script of this name, whose place it takes: the menu of colour schemes, the sidebar, the
// keys and the bar at the top. Code is highlighted when the book is built, and copied and run by scripts of the book.
'use strict';

/* global default_dark_theme, default_light_theme, default_theme */
/* exported mdbook_something_else_has_focus, stored */

// Whether a key belongs to a field; searcher.js asks too.
function mdbook_something_else_has_focus(event) {
    const target = event.composedPath()[0] || event.target;
    return /^(?:input|select|textarea)$/i.test(target.nodeName);
}

// What is stored under `key`, or null; stores `value` where it is given, and forgets what is stored where it is null.
function stored(key, value) {
    try {
        if (value === null) {
            localStorage.removeItem(key);
        } else if (value !== undefined) {
            localStorage.setItem(key, value);
        }
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

(function themes() {
    const html = document.documentElement;
    const toggle = document.getElementById('mdbook-theme-toggle');
    const popup = document.getElementById('mdbook-theme-list');
    // The colour schemes, and below them what reader.js sets.
    const choices = [...popup.querySelectorAll('button.theme')];
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    let shown = default_theme;

    const name = choice => choice.id.replace('mdbook-theme-', '');
    // What is chosen here holds here, even if it cannot be stored.
    let picked;
    const selected = () => picked ?? choices.find(choice => name(choice) === stored('mdbook-theme')) ?? choices[0];

    function show() {
        const choice = selected();
        const theme = choice !== choices[0] ? name(choice) : dark.matches ? default_dark_theme : default_light_theme;
        html.classList.remove(shown, default_light_theme, default_dark_theme);
        html.classList.add(theme);
        shown = theme;
        choices.forEach(one => one.classList.toggle('theme-selected', one === choice));
        setTimeout(() => {
            document.querySelector('meta[name="theme-color"]').content = getComputedStyle(html).backgroundColor;
        }, 1);
    }

    function open(opened) {
        popup.style.display = opened ? 'block' : 'none';
        toggle.setAttribute('aria-expanded', opened);
        (opened ? selected() : toggle).focus();
    }

    const opened = () => popup.style.display === 'block';
    const outside = target => opened() && !toggle.contains(target) && !popup.contains(target);

    show();
    dark.onchange = show;
    toggle.addEventListener('click', () => open(!opened()));
    popup.addEventListener('click', event => {
        const choice = event.target.closest('button.theme');
        // The others have no names: reader.js sees to them.
        if (choice?.id) {
            picked = choice;
            stored('mdbook-theme', choice === choices[0] ? null : name(choice));
            show();
        }
    });
    popup.addEventListener('focusout', event => {
        if (event.relatedTarget && outside(event.relatedTarget)) {
            open(false);
        }
    });
    document.addEventListener('click', event => {
        if (outside(event.target)) {
            open(false);
        }
    });
    popup.addEventListener('keydown', event => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
            return;
        }
        // keep.js may have added one.
        const offered = [...popup.querySelectorAll('li:not([hidden]) > button')];
        const at = offered.indexOf(document.activeElement);
        const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: offered.length - 1 }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            offered[to]?.focus();
        } else if (event.key === 'Escape') {
            event.preventDefault();
            open(false);
        }
    });
})();

(function contents() {
    const html = document.documentElement;
    const sidebar = document.getElementById('mdbook-sidebar');
    const toggle = document.getElementById('mdbook-sidebar-toggle');
    const box = document.getElementById('mdbook-sidebar-toggle-anchor');
    const handle = document.getElementById('mdbook-sidebar-resize-handle');

    // Shows or hides the sidebar, and remembers it.
    function show(visible) {
        box.checked = visible;
        html.classList.toggle('sidebar-visible', visible);
        sidebar.querySelectorAll('a').forEach(link => { link.tabIndex = visible ? 0 : -1; });
        toggle.setAttribute('aria-expanded', visible);
        sidebar.setAttribute('aria-hidden', !visible);
        stored('mdbook-sidebar', visible ? 'visible' : 'hidden');
    }

    toggle.addEventListener('click', () => show(!box.checked));

    function resize(event) {
        const width = html.dir === 'rtl' ? window.innerWidth - event.clientX : event.clientX - sidebar.offsetLeft;
        show(width >= 20);
        html.style.setProperty('--sidebar-target-width', `${Math.max(150, Math.min(width, window.innerWidth - 100))}px`);
    }
    handle.addEventListener('mousedown', () => {
        html.classList.add('sidebar-resizing');
        window.addEventListener('mousemove', resize);
        window.addEventListener('mouseup', () => {
            html.classList.remove('sidebar-resizing');
            window.removeEventListener('mousemove', resize);
        }, { once: true });
    });

    // A quick swipe from the left edge opens it, one to the left closes it.
    let touched = null;
    document.addEventListener('touchstart', event => {
        touched = { x: event.touches[0].clientX, time: Date.now() };
    }, { passive: true });
    document.addEventListener('touchmove', event => {
        const x = event.touches[0].clientX;
        if (!touched || Date.now() - touched.time >= 250 || Math.abs(x - touched.x) < 150) {
            return;
        }
        if (x > touched.x && touched.x < Math.min(document.body.clientWidth * 0.25, 300)) {
            show(true);
        } else if (x < touched.x && x < 300) {
            show(false);
        }
        touched = null;
    }, { passive: true });
})();

(function keys() {
    const help = document.getElementById('mdbook-help-container');

    function hide(event) {
        if (event.key === 'Escape' || event.type === 'mousedown' && event.target === help) {
            event.preventDefault();
            event.stopPropagation();
            help.style.display = 'none';
            document.removeEventListener('keydown', hide, true);
            help.removeEventListener('mousedown', hide);
        }
    }

    document.addEventListener('keydown', event => {
        if (event.altKey || event.ctrlKey || event.metaKey || mdbook_something_else_has_focus(event)) {
            return;
        }
        const to = !event.shiftKey && { ArrowRight: '.nav-chapters.next', ArrowLeft: '.nav-chapters.previous' }[event.key];
        if (event.key === '?') {
            event.preventDefault();
            help.style.display = 'flex';
            document.addEventListener('keydown', hide, true);
            help.addEventListener('mousedown', hide);
        } else if (to) {
            event.preventDefault();
            document.querySelector(to)?.click();
        }
    });
})();

// The bar at the top leaves with the text, and comes back when the reader scrolls up.
(function menu() {
    const bar = document.getElementById('mdbook-menu-bar');
    const page = document.scrollingElement;
    const hidden = -bar.clientHeight - 50;
    let before = page.scrollTop;
    let top = before;
    bar.style.top = `${top}px`;
    bar.classList.remove('sticky');

    function scrolled() {
        const now = Math.max(page.scrollTop, 0);
        if (now > before) {
            bar.classList.remove('sticky');
            top = top > now ? before : top;
        } else if (top > now) {
            bar.classList.add('sticky');
        } else if (top - now < hidden) {
            top = before + hidden;
        }
        bar.style.top = `${top}px`;
        bar.classList.toggle('bordered', bar.offsetTop !== 0);
        before = now;
    }
    scrolled();
    document.addEventListener('scroll', scrolled, { passive: true });
    document.querySelector('.menu-title').addEventListener('click', () => page.scrollTo({ top: 0, behavior: 'smooth' }));
})();

// Which pages were read to their end: a mark in the contents, kept in this browser.
(function progress() {
    const contents = document.querySelector('.sidebar-scrollbox');
    const links = [...contents.querySelectorAll('a[href]')];
    const name = link => link.getAttribute('href').replace(/^(\.\.\/)+/, '');
    const count = document.createElement('p');
    count.className = 'progress';

    function show() {
        const read = (stored('book-read') ?? '').split(' ');
        let known = 0;
        for (const link of links) {
            const mark = link.querySelector('.read');
            const isRead = read.includes(name(link));
            known += isRead;
            if (isRead && !mark) {
                link.insertAdjacentHTML('beforeend', ' <span class="read" role="img" aria-label="read">✓</span>');
            } else if (!isRead) {
                mark?.remove();
            }
        }
        if (known) {
            count.innerHTML = `<span>${known} of ${links.length} pages read.</span> <button type="button">Forget</button>`;
            contents.append(count);
        } else {
            count.remove();
        }
    }

    contents.addEventListener('click', event => {
        if (event.target.closest('.progress button')) {
            stored('book-read', null);
            show();
            links[0].focus();
        }
    });
    show();
    const here = contents.querySelector('a.active');
    const end = document.querySelector('.nav-wrapper');
    if (here && end) {
        new IntersectionObserver(([{ isIntersecting }], observer) => {
            if (isIntersecting) {
                observer.disconnect();
                const read = new Set((stored('book-read') ?? '').split(' ').filter(Boolean));
                stored('book-read', [...read.add(name(here))].join(' '));
                show();
            }
        }).observe(end);
    }
})();
