// Keeps an open page up to date: the service says that there is something new, and the page is read again as any page is. What is marked
// data-live is put in the place of what stood there; focus and opened details stay.

const main = document.getElementById('main');
const status = document.getElementById('live');
const button = document.getElementById('pause');
const MIN_WAIT_MS = 1000;
const SLOW_DOWN = 20;

let version = Number(main.dataset.version);
let news = 0;
let reading = false;
let paused = false;
let nextAt = 0;

const typedIn = (element) => element.contains(document.activeElement) && document.activeElement.matches('input, select');

function selected(element) {
  const selection = document.getSelection();
  return selection && !selection.isCollapsed && selection.containsNode(element, true);
}

/** Where the focus was, to be found again in what comes instead. */
function focusOf(element) {
  const active = document.activeElement;
  if (!element.contains(active)) {
    return null;
  }
  const all = [...element.querySelectorAll(active.tagName)];
  return { tag: active.tagName, at: all.indexOf(active), href: active.getAttribute('href') };
}

function put(old, fresh) {
  const focus = focusOf(old);
  const open = [...old.querySelectorAll('details')].map((details) => details.open);
  fresh.querySelectorAll('details').forEach((details, i) => {
    details.open = open[i] ?? false;
  });
  old.replaceChildren(...fresh.childNodes);
  if (focus) {
    const all = [...old.querySelectorAll(focus.tag)];
    (all.find((each) => focus.href && each.getAttribute('href') === focus.href) ?? all[focus.at])?.focus({ preventScroll: true });
  }
}

async function read() {
  const started = performance.now();
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    if (!old) {
      // Something is there that was not: a whole part comes before the one it stands in front of.
      const next = part.nextElementSibling && document.getElementById(part.nextElementSibling.id);
      (next?.parentNode ?? main).insertBefore(part, next ?? null);
    } else if (!typedIn(old) && !selected(old)) {
      put(old, part);
    }
  }
  version = Number(fresh.getElementById('main').dataset.version);
  // A page that takes long is not read all the time.
  nextAt = performance.now() + Math.max(MIN_WAIT_MS, SLOW_DOWN * (performance.now() - started));
}

async function follow() {
  if (reading || paused || document.hidden || news <= version) {
    return;
  }
  const wait = nextAt - performance.now();
  if (wait > 0) {
    setTimeout(follow, wait);
    return;
  }
  reading = true;
  try {
    await read();
    status.textContent = '';
    main.dataset.updates = String(Number(main.dataset.updates ?? 0) + 1);
  } catch {
    nextAt = performance.now() + 5 * MIN_WAIT_MS;
    status.textContent = 'What is shown here could not be brought up to date; trying again.';
  } finally {
    reading = false;
  }
  follow();
}

function listen() {
  const events = new EventSource(`/console/events?since=${version}`);
  events.addEventListener('news', (event) => {
    news = Number(event.data);
    follow();
  });
  window.addEventListener('pagehide', () => events.close());
}

// A past moment and a list further back do not change.
const asked = new URLSearchParams(location.search);
if (!asked.get('as_of') && !asked.get('cursor') && document.querySelector('[data-live]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    paused = !paused;
    button.textContent = paused ? 'Go on with updates' : 'Pause updates';
    button.setAttribute('aria-pressed', String(paused));
    status.textContent = paused ? 'Updates are paused.' : '';
    follow();
  });
  document.addEventListener('visibilitychange', follow);
  listen();
}

document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches('input, textarea, select')) {
    event.preventDefault();
    document.getElementById('q').focus();
  }
});
