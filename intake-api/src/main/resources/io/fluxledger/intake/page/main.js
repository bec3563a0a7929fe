// What happens on the page.

import * as amounts from './amounts.js';
import * as ledger from './ledger.js';
import * as messages from './messages.js';
import * as view from './view.js';
import * as words from './words.js';
import { discover, WalletError } from './wallet.js';

const { $ } = view;

const SOON_MS = 1_500;
const LATER_MS = 6_000;
const DEPOSIT_VALID_S = 3_600;
const WITHDRAWAL_VALID_MS = 3_600_000;
const ACCESS_VALID_MS = 12 * 3_600_000;

let deployment;
let wallet = null;
let address = null;
let walletChainId = null;
let credits = null;
/** Transfers of this page that the ledger's list does not have yet. */
let sent = [];
let listed = [];
let pages = { items: [], cursor: undefined };
let timer;

const home = () => chain(deployment.homeChainId);

function chain(chainId) {
  return deployment.chains.find((each) => each.chainId === chainId);
}

// The wallet

async function connect(chosen, askOwner) {
  view.say('wallet-error', '');
  try {
    const found = await chosen.address(askOwner);
    if (found === null) {
      return;
    }
    if (wallet !== chosen) {
      wallet = chosen;
      chosen.onChange(() => wallet === chosen && walletChanged());
    }
    await become(found);
  } catch (error) {
    view.say('wallet-error', words.ofWallet(asWalletError(error), 'Nothing is connected.').text);
  }
}

async function walletChanged() {
  try {
    await become(await wallet.address());
  } catch (error) {
    view.say('wallet-error', words.ofWallet(asWalletError(error), 'Connect again.').text);
    await become(null);
  }
}

async function become(next) {
  if (next !== address) {
    address = next;
    credits = null;
    sent = [];
    listed = [];
    pages = { items: [], cursor: undefined };
    for (const form of ['topup', 'withdraw']) {
      unsent.delete(form);
      view.clearForm(form);
    }
    view.calls([]);
    view.transfers(deployment.chains, []);
    view.say('available', '–');
  }
  const connected = address !== null;
  view.show('wallet-choices', !connected);
  for (const part of ['wallet-connected', 'balance', 'forms', 'calls', 'transfers']) {
    view.show(part, connected);
  }
  if (connected) {
    view.say('address', address);
    await showNetwork();
    await refresh();
  }
}

async function showNetwork() {
  walletChainId = await wallet.chainId();
  const served = view.network(deployment.chains, walletChainId);
  view.say('network-error', served ? '' : 'Choose one of the chains that are served here.');
}

async function changeNetwork() {
  const wanted = chain(Number($('network').value));
  let fault = '';
  try {
    await wallet.use(wanted);
  } catch (error) {
    fault = words.ofWallet(asWalletError(error), 'The network stays as it was.', wanted).text;
  }
  await showNetwork();
  if (fault !== '') {
    view.say('network-error', fault);
  }
  await showWalletUsdc();
}

async function showWalletUsdc() {
  const current = chain(walletChainId);
  let text = '–';
  if (current !== undefined) {
    text = await wallet.usdc(current, address).then(
      (usdc) => `${usdc} on ${current.name}`,
      () => 'the wallet cannot tell',
    );
  }
  view.say('wallet-usdc', text);
}

function asWalletError(error) {
  if (error instanceof WalletError) {
    return error;
  }
  throw error;
}

// What the ledger has

async function refresh() {
  clearTimeout(timer);
  const of = address;
  if (of === null) {
    return;
  }
  await Promise.all([refreshAccount(of), refreshTransfers(of), refreshCalls(of), showWalletUsdc()]);
  clearTimeout(timer);
  if (address !== null && !document.hidden) {
    timer = setTimeout(refresh, isUnderWay() ? SOON_MS : LATER_MS);
  }
}

function isUnderWay() {
  return (credits?.openIntents ?? 0) > 0 || transfers().some((transfer) => words.isUnderWay(transfer.status));
}

async function refreshAccount(of) {
  await reading('balance-error', async () => {
    const body = await ledger.account(of);
    if (of === address) {
      credits = body;
      view.account(deployment.chains, body);
    }
  });
}

function transfers() {
  return [...sent, ...listed];
}

async function refreshTransfers(of) {
  await reading('transfers-error', async () => {
    const body = await ledger.transfers(of);
    if (of === address) {
      listed = body.transfers;
      sent = sent.filter((mine) => !listed.some((theirs) => theirs.id === mine.id));
      view.transfers(deployment.chains, transfers());
    }
  });
}

/** Shows why a part cannot be read, until it can. */
async function reading(error, read) {
  try {
    await read();
    view.say(error, '');
  } catch (problem) {
    if (!(problem instanceof ledger.Problem)) {
      throw problem;
    }
    view.say(error, words.refusal(problem).text);
  }
}

// Calls: for the payer alone

const accessKey = (of) => `access:${of}`;

function access(of) {
  const kept = JSON.parse(sessionStorage.getItem(accessKey(of)) ?? 'null');
  return kept !== null && kept.expiresMs > Date.now() ? kept : null;
}

async function refreshCalls(of) {
  const kept = access(of);
  view.show('calls-locked', kept === null);
  if (kept === null) {
    view.show('calls-none', false);
    view.show('calls-more', false);
    return;
  }
  await reading('calls-error', async () => {
    try {
      const body = await ledger.calls(of, kept);
      if (of === address) {
        merge(body);
      }
    } catch (problem) {
      if (problem.status === 401) {
        sessionStorage.removeItem(accessKey(of));
        view.show('calls-locked', true);
      }
      throw problem;
    }
  });
}

/** The latest page in front of the earlier ones that were asked for. */
function merge(body) {
  const latest = new Set(body.intents.map((call) => call.intentId));
  const earlier = pages.items.filter((call) => !latest.has(call.intentId));
  pages.items = [...body.intents, ...earlier];
  if (earlier.length === 0) {
    pages.cursor = body.nextCursor;
  }
  showCalls();
}

function showCalls() {
  view.calls(pages.items);
  view.show('calls-more', pages.cursor !== undefined);
}

async function earlierCalls() {
  const of = address;
  await reading('calls-error', async () => {
    const body = await ledger.calls(of, access(of), pages.cursor);
    if (of === address) {
      pages.items = [...pages.items, ...body.intents];
      pages.cursor = body.nextCursor;
      showCalls();
    }
  });
}

async function showCallsOnce() {
  const of = address;
  const expiresMs = Date.now() + ACCESS_VALID_MS;
  view.say('calls-error', '');
  try {
    await wallet.use(home());
    const signature = await wallet.sign(of, messages.accountAccess(deployment.domain, of, expiresMs));
    sessionStorage.setItem(accessKey(of), JSON.stringify({ expiresMs, signature }));
    await refreshCalls(of);
  } catch (error) {
    view.say('calls-error', words.ofWallet(asWalletError(error), 'Your calls stay hidden.', home()).text);
  }
  await showNetwork();
}

// Forms

/** Signed requests whose outcome is not known: they are sent again as they are, never signed anew. */
const unsent = new Map();

async function submit(form, what, sign, send) {
  view.clearForm(form);
  const amount = $(`${form}-amount`).value.trim();
  const chosen = chain(Number($(`${form}-chainId`).value));
  const fault = unsent.has(form) ? '' : amounts.faultOf(amount);
  if (fault !== '') {
    view.formError(form, { field: 'amount', text: fault });
    return;
  }
  view.busy(form, true);
  try {
    if (!unsent.has(form)) {
      view.say(`${form}-status`, 'Waiting for the wallet…');
      unsent.set(form, await sign(amount, chosen));
      await showNetwork();
    }
    view.say(`${form}-status`, 'Sending…');
    const body = unsent.get(form);
    const said = await send(body);
    unsent.delete(form);
    view.say(`${form}-status`, said);
    $(form).reset();
    await refresh();
  } catch (error) {
    failed(form, what, error, chosen);
  } finally {
    view.busy(form, false);
    $(`${form}-submit`).textContent = unsent.has(form) ? 'Ask again' : $(`${form}-submit`).dataset.text;
  }
}

function failed(form, what, error, chosen) {
  if (error instanceof WalletError) {
    view.formError(form, words.ofWallet(error, what, chosen));
  } else if (error instanceof ledger.Problem && error.isUnclear) {
    const text = 'It is not known yet whether this arrived. Ask again: the same request counts once.';
    view.formError(form, { field: null, text });
  } else if (error instanceof ledger.Problem) {
    unsent.delete(form);
    const { field, text } = words.refusal(error);
    const known = field !== null && $(`${form}-${field}`) !== null;
    view.formError(form, { field: known ? field : null, text });
  } else {
    throw error;
  }
}

async function signDeposit(amount, chosen) {
  const validBefore = Math.floor(Date.now() / 1000) + DEPOSIT_VALID_S;
  const nonce = messages.randomHex(32);
  await wallet.use(chosen);
  const data = messages.deposit(chosen, address, amounts.micros(amount), validBefore, nonce);
  const signature = await wallet.sign(address, data);
  return { chainId: chosen.chainId, from: address, amount, validAfter: 0, validBefore, nonce, signature };
}

async function sendDeposit(body) {
  const answer = await ledger.tell('/v1/deposits', body);
  underWay(answer.depositId, 'DEPOSIT', 'PENDING', body);
  return 'Received. The credits come when the chain has confirmed.';
}

async function signWithdrawal(amount, chosen) {
  const request = {
    withdrawalId: `w-${messages.randomHex(16).slice(2)}`,
    payer: address,
    chainId: chosen.chainId,
    amount,
    recipient: address,
    validBeforeMs: Date.now() + WITHDRAWAL_VALID_MS,
    nonce: messages.randomHex(32),
  };
  // The ledger's own messages are signed on its home chain, whatever chain they are about.
  await wallet.use(home());
  const data = messages.withdrawal(deployment.domain, request, amounts.nanos(amount));
  return { ...request, signature: await wallet.sign(address, data) };
}

async function sendWithdrawal(body) {
  const answer = await ledger.tell('/v1/withdrawals', body);
  underWay(answer.withdrawalId, 'WITHDRAWAL', 'REQUESTED', body);
  return 'Accepted. The USDC comes when the chain has confirmed.';
}

function underWay(id, kind, status, body) {
  if (!transfers().some((transfer) => transfer.id === id)) {
    sent.unshift({ id, kind, status, chainId: body.chainId, amount: body.amount, atMs: Date.now() });
  }
  view.transfers(deployment.chains, transfers());
}

function withdrawAll() {
  const available = credits?.chains?.[$('withdraw-chainId').value]?.available ?? '0';
  $('withdraw-amount').value = amounts.ofWholeMicros(available);
  $('withdraw-amount').focus();
}

// Beginning

function listen() {
  for (const form of ['topup', 'withdraw']) {
    $(`${form}-submit`).dataset.text = $(`${form}-submit`).textContent;
  }
  $('topup').addEventListener('submit', (event) => {
    event.preventDefault();
    submit('topup', 'Nothing was sent.', signDeposit, sendDeposit);
  });
  $('withdraw').addEventListener('submit', (event) => {
    event.preventDefault();
    submit('withdraw', 'Nothing was sent.', signWithdrawal, sendWithdrawal);
  });
  $('withdraw-all').addEventListener('click', withdrawAll);
  $('network').addEventListener('change', changeNetwork);
  $('calls-show').addEventListener('click', showCallsOnce);
  $('calls-more').addEventListener('click', earlierCalls);
  document.addEventListener('visibilitychange', () => !document.hidden && refresh());
}

function found(next) {
  if (next === null) {
    view.show('wallet-none', true);
    return;
  }
  view.show('wallet-none', false);
  view.addWallet(next, (chosen) => connect(chosen, true));
  if (wallet === null) {
    connect(next, false);
  }
}

async function begin() {
  try {
    deployment = await ledger.deployment();
  } catch (problem) {
    view.say('page-error', `${words.refusal(problem).text} Load the page again.`);
    return;
  }
  for (const select of ['network', 'topup-chainId', 'withdraw-chainId']) {
    view.fillChains($(select), deployment.chains);
  }
  listen();
  discover(found);
  $('main').setAttribute('aria-busy', 'false');
}

begin();
