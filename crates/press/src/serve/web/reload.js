// Added by `cargo run` to each page that it serves, never to a built file: reloads the page when the book was built
// again, and shows what is wrong with it while it could not be.
'use strict';

(() => {
    // A copy of this book is not kept for reading offline: it changes.
    document.documentElement.dataset.served = '';
    const version = document.currentScript.dataset.version;
    let overlay = null;
    new EventSource('/.press/events').onmessage = event => {
        const news = JSON.parse(event.data);
        if (news.version !== version) {
            location.reload();
            return;
        }
        overlay?.remove();
        overlay = null;
        if (news.error) {
            overlay = document.createElement('section');
            overlay.id = 'press-error';
            overlay.setAttribute('role', 'alert');
            overlay.style.cssText = 'position:fixed;inset:auto 0 0 0;z-index:1000;max-height:70vh;overflow:auto;' +
                'box-sizing:border-box;padding:1rem 1.5rem;background:#300;color:#fff;border-top:3px solid #f66;font-size:1.4rem';
            const title = document.createElement('strong');
            title.textContent = "The book can't be built. Below is the last one that could be.";
            const message = document.createElement('pre');
            message.textContent = news.error;
            message.style.cssText = 'white-space:pre-wrap;margin:0.5rem 0 0';
            overlay.append(title, message);
            document.body.append(overlay);
        }
    };
})();
