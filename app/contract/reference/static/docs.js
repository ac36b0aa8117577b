// Search while typing, `/` to get there, the language of samples remembered, code copied.

const field = document.querySelector('#q');
const content = document.querySelector('#content');
const before = [...content.childNodes];
const titled = document.title;
let asked = 0;

async function find() {
  const query = field.value.trim();
  const mine = ++asked;
  if (!query) {
    content.replaceChildren(...before);
    document.title = titled;
    return;
  }
  const answer = await fetch(`/docs/search?${new URLSearchParams({ q: query })}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (mine !== asked) return; // something else has been typed since
  content.replaceChildren(...page.querySelector('#content').childNodes);
  document.title = page.title;
  window.scrollTo(0, 0);
}

let waiting;
field.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 120);
});

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === 'ArrowDown' && event.target === field) {
    const first = content.querySelector('.found a');
    if (first) {
      event.preventDefault();
      first.focus();
    }
  }
  if (event.key === 'Escape' && location.hash === '#navigation') location.hash = '#content';
});

document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'center', behavior: 'instant' });

// Samples name the server that this page came from.
const samples = document.querySelector('.samples');
if (samples) {
  const made = 'http://127.0.0.1:8000';
  const texts = document.createTreeWalker(samples, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.data.includes(made)) text.data = text.data.replace(made, location.origin);
  }
  const kept = localStorage.getItem('language');
  const chosen = [...samples.elements].find((input) => input.value === kept);
  if (chosen) chosen.checked = true;
  samples.addEventListener('change', (event) => localStorage.setItem('language', event.target.value));

  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'copy';
  copy.textContent = 'Copy';
  copy.addEventListener('click', async () => {
    const place = [...samples.querySelectorAll('input')].findIndex((input) => input.checked);
    await navigator.clipboard.writeText(samples.querySelectorAll('.sample')[place].textContent);
    copy.textContent = 'Copied';
    setTimeout(() => (copy.textContent = 'Copy'), 1500);
  });
  samples.querySelector('.sample').before(copy);
}
