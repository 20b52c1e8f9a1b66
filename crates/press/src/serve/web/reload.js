// Added by `cargo run` to each page that it serves, never to a built file: loads the page again when the book was built
// again, and shows what is wrong with it while it could not be. A page that holds a program's output or a reader's edit is
// loaded again only when the reader says so.
'use strict';

(() => {
    // A copy of this book is not kept for reading offline: it changes.
    document.documentElement.dataset.served = '';
    const { version } = document.currentScript.dataset;
    // What loading the page again would take away.
    const HELD = '.ran[aria-busy=true], .ran:not(:empty), .editing.changed, .editing:focus-within';
    // Asked again and again, and only while it is seen: a browser opens few connections to a server for all its tabs, and one
    // that each page holds would leave none for the seventh.
    const PAUSE = 500;
    let told = '';
    let bar = null;

    // A bar at the foot of the window, which it shows instead of the one before.
    function show(id, role, looks, ...content) {
        bar?.remove();
        bar = document.createElement('section');
        bar.id = id;
        bar.setAttribute('role', role);
        bar.style.cssText = 'position:fixed;inset:auto 0 0 0;z-index:1000;max-height:70vh;overflow:auto;' +
            `box-sizing:border-box;padding:1rem 1.5rem;font-size:1.4rem;${looks}`;
        bar.append(...content);
        document.body.append(bar);
    }

    function showError(error) {
        const title = document.createElement('strong');
        const message = document.createElement('pre');
        title.textContent = "The book can't be built. Below is the last one that could be.";
        message.textContent = error;
        message.style.cssText = 'white-space:pre-wrap;margin:0.5rem 0 0';
        show('press-error', 'alert', 'background:#300;color:#fff;border-top:3px solid #f66', title, message);
    }

    function offer() {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = 'Load it again';
        button.style.cssText = 'font:inherit;padding:0.3rem 1rem';
        button.addEventListener('click', () => location.reload());
        show('press-changed', 'status', 'background:#123;color:#fff;border-top:3px solid #6af',
            'The book has changed. This page is as it was, because it holds what a program printed, or your edit. ', button);
    }

    function tell(text) {
        const news = JSON.parse(text);
        if (news.version !== version && !document.querySelector(HELD)) {
            location.reload();
            return;
        }
        // What was held may be gone, so a change is looked at each time; it is said once.
        if (text === told) {
            return;
        }
        told = text;
        if (news.error) {
            showError(news.error);
        } else if (news.version !== version) {
            offer();
        } else {
            bar?.remove();
        }
    }

    let timer = 0;
    async function ask() {
        clearTimeout(timer);
        if (document.visibilityState === 'hidden') {
            return;
        }
        try {
            const answer = await fetch('/.press/news', { cache: 'no-store' });
            if (answer.ok) {
                tell(await answer.text());
            }
        } catch {
            // The server has ended; it may be started again.
        }
        clearTimeout(timer);
        timer = setTimeout(ask, PAUSE);
    }

    document.addEventListener('visibilitychange', ask);
    ask();
})();
