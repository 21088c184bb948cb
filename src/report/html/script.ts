/**
 * The one script of a report. It searches; everything it searches is there without it. Text goes in and out by
 * `textContent` only.
 */
export const SCRIPT = `
'use strict';
(() => {
  const form = document.querySelector('.search');
  const all = [...document.querySelectorAll('details')];
  addEventListener('beforeprint', () => all.forEach((one) => { one.open = true; }));
  const follow = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'DETAILS') target.open = true;
  };
  addEventListener('hashchange', follow);
  follow();
  if (!form) return;
  const query = document.getElementById('query');
  const found = document.getElementById('found');
  const button = document.getElementById('open-all');
  const items = [...document.querySelectorAll('[data-item]')];
  const groups = [...document.querySelectorAll('[data-group]')];
  let texts;
  form.hidden = false;
  const search = () => {
    const words = query.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
    if (words.length > 0) texts ??= items.map((item) => item.textContent.toLowerCase());
    let shown = 0;
    items.forEach((item, index) => {
      const fits = words.every((word) => texts[index].includes(word));
      item.hidden = !fits;
      if (!fits) return;
      shown += 1;
      const folded = words.length > 0 && item.parentElement.closest('details');
      if (folded) folded.open = true;
    });
    for (const group of groups) group.hidden = words.length > 0 && !group.querySelector('[data-item]:not([hidden])');
    found.textContent = words.length === 0 ? '' : shown + ' of ' + items.length + ' match';
  };
  let timer;
  query.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, items.length > 500 ? 120 : 0);
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); search(); });
  button.addEventListener('click', () => {
    const visible = all.filter((one) => !one.closest('[hidden]'));
    const open = visible.some((one) => !one.open);
    visible.forEach((one) => { one.open = open; });
    button.textContent = open ? 'Close all' : 'Open all';
  });
  addEventListener('keydown', (event) => {
    const typing = event.target.closest && event.target.closest('input, textarea, select');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      query.focus();
    } else if (event.key === 'Escape' && typing === query) {
      query.value = '';
      search();
    }
  });
})();
`;
