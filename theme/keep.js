// Keeping the whole book in this browser, an item of the menu of settings. Loaded when a reader first opens the menu, of a book
// that comes over the network. The service worker keeps the pages; it says what it has, and does as it is told.
'use strict';

{
    const worker = navigator.serviceWorker;
    const item = document.createElement('li');
    const box = document.createElement('button');
    const label = 'Keep the whole book';
    item.hidden = true;
    item.setAttribute('role', 'none');
    box.className = 'theme';
    box.setAttribute('role', 'menuitemcheckbox');
    item.append(box);
    document.getElementById('mdbook-theme-list').append(item);

    const tell = async message => (await worker.ready).active.postMessage(message);

    worker.addEventListener('message', ({ data: { size, whole, percent, failed } }) => {
        item.hidden = false;
        box.setAttribute('aria-checked', whole || percent !== null);
        box.textContent = percent !== null ? `${label}: ${percent} %`
            : failed ? `${label}: failed. Try again` : `${label} (${(size / 1e6).toFixed(1)} MB)`;
    });
    box.addEventListener('click', () => tell({ keep: box.getAttribute('aria-checked') === 'false' }));
    tell({});
}
