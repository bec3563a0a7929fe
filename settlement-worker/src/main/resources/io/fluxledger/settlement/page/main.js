// What happens on the page.

import * as portal from './portal.js';
import * as view from './view.js';
import * as words from './words.js';

const { $ } = view;

const KEY = 'provider-key';
const SOON_MS = 1_500;
const LATER_MS = 6_000;
const PARTS = ['earnings', 'payouts', 'windows', 'notifications'];

let key = null;
let timer;
let underWay = false;
let claiming = false;
/** Windows that were asked for behind the latest page. */
let pages = { items: [], nextBefore: undefined };

/** Shows why a part cannot be read, until it can. */
async function reading(of, error, read) {
  try {
    const shown = await read();
    if (of === key) {
      shown();
      view.say(error, '');
    }
  } catch (problem) {
    if (!(problem instanceof portal.Problem)) {
      throw problem;
    }
    if (of !== key) {
      return;
    }
    if (problem.status === 401 || problem.status === 403) {
      signOut();
      view.say('key-error', words.refusal(problem));
    } else {
      view.say(error, words.refusal(problem));
    }
  }
}

async function refresh() {
  clearTimeout(timer);
  const of = key;
  if (of === null) {
    return;
  }
  await Promise.all([
    reading(of, 'earnings-error', async () => {
      const body = await portal.overview(of);
      return () => view.overview(body);
    }),
    reading(of, 'payouts-error', async () => {
      const body = await portal.payouts(of);
      return () => {
        underWay = body.payouts.some((payout) => payout.state !== 'claimable' && payout.state !== 'held');
        view.payouts(body.payouts, claim);
      };
    }),
    reading(of, 'windows-error', async () => {
      const body = await portal.windows(of);
      return () => merge(body);
    }),
    reading(of, 'notifications-error', async () => {
      const body = await portal.notifications(of);
      return () => view.notifications(body.notifications);
    }),
  ]);
  clearTimeout(timer);
  if (key !== null && !document.hidden) {
    timer = setTimeout(refresh, underWay ? SOON_MS : LATER_MS);
  }
}

/** The latest page in front of the earlier ones that were asked for. */
function merge(body) {
  const latest = new Set(body.windows.map((window) => window.windowEndMs));
  const earlier = pages.items.filter((window) => !latest.has(window.windowEndMs));
  pages.items = [...body.windows, ...earlier];
  if (earlier.length === 0) {
    pages.nextBefore = body.nextBefore;
  }
  showWindows();
}

function showWindows() {
  view.windows(pages.items);
  view.show('windows-more', pages.nextBefore !== undefined);
}

async function earlierWindows() {
  const of = key;
  await reading(of, 'windows-error', async () => {
    const body = await portal.windows(of, pages.nextBefore);
    return () => {
      pages = { items: [...pages.items, ...body.windows], nextBefore: body.nextBefore };
      showWindows();
    };
  });
}

async function claim(payoutId) {
  if (claiming) {
    return;
  }
  claiming = true;
  view.say('claim-error', '');
  view.say('claim-status', 'Claiming…');
  let refusal = '';
  try {
    const answer = await portal.claim(key, payoutId);
    const count = answer.claimed.length;
    view.say('claim-status', count === 1 ? 'Claimed. It is on its way.' : `${count} payouts claimed. They are on their way.`);
  } catch (problem) {
    if (!(problem instanceof portal.Problem)) {
      throw problem;
    }
    view.say('claim-status', '');
    refusal = words.refusal(problem);
  } finally {
    claiming = false;
  }
  await refresh();
  if (refusal !== '') {
    view.say('claim-error', refusal);
  }
}

async function choose() {
  const wanted = $('automatic').checked;
  view.say('claim-error', '');
  try {
    const { claims } = await portal.choose(key, wanted ? 'automatic' : 'portal');
    view.say('claim-status', claims === 'automatic' ? 'Payouts are claimed for you.' : 'You claim your payouts here.');
  } catch (problem) {
    if (!(problem instanceof portal.Problem)) {
      throw problem;
    }
    $('automatic').checked = !wanted;
    view.say('claim-error', words.refusal(problem));
  }
  await refresh();
}

function signOut() {
  key = null;
  sessionStorage.removeItem(KEY);
  pages = { items: [], nextBefore: undefined };
  clearTimeout(timer);
  for (const part of [...PARTS, 'signed-in']) {
    view.show(part, false);
  }
  view.show('sign-in', true);
  view.say('claim-status', '');
  view.say('claim-error', '');
}

async function enter(known) {
  key = known;
  for (const part of [...PARTS, 'signed-in']) {
    view.show(part, true);
  }
  view.show('sign-in', false);
  await refresh();
}

async function signIn(entered) {
  view.say('key-error', '');
  $('key').removeAttribute('aria-invalid');
  if (entered === '') {
    keyError('Enter the key that you were given.');
    return;
  }
  $('sign-in-submit').disabled = true;
  try {
    view.overview(await portal.overview(entered));
    sessionStorage.setItem(KEY, entered);
    $('sign-in').reset();
    await enter(entered);
  } catch (problem) {
    if (!(problem instanceof portal.Problem)) {
      throw problem;
    }
    keyError(words.refusal(problem));
  } finally {
    $('sign-in-submit').disabled = false;
  }
}

function keyError(text) {
  view.say('key-error', text);
  $('key').setAttribute('aria-invalid', 'true');
  $('key').focus();
}

async function begin() {
  $('sign-in').addEventListener('submit', (event) => {
    event.preventDefault();
    signIn($('key').value.trim());
  });
  $('sign-out').addEventListener('click', () => {
    signOut();
    $('key').focus();
  });
  $('automatic').addEventListener('change', choose);
  $('claim-all').addEventListener('click', () => claim());
  $('windows-more').addEventListener('click', earlierWindows);
  document.addEventListener('visibilitychange', () => !document.hidden && refresh());
  const kept = sessionStorage.getItem(KEY);
  if (kept !== null) {
    await enter(kept);
  }
  $('main').setAttribute('aria-busy', 'false');
}

begin();
