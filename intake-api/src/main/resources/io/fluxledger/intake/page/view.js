// The document. Everything from outside goes in as text.

import { $, element, say, show } from './document.js';
import * as words from './words.js';

export { $, say, show };

const HASH_DIGITS = 10;

const short = (hex) => (hex.length > 2 * HASH_DIGITS ? `${hex.slice(0, HASH_DIGITS)}…${hex.slice(-4)}` : hex);

const time = (ms) => new Date(ms).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });

export function chainName(chains, chainId) {
  return chains.find((chain) => chain.chainId === chainId)?.name ?? `chain ${chainId}`;
}

/** One button for each wallet. */
export function addWallet(wallet, chosen) {
  const button = element('button', '', `Connect ${wallet.name}`);
  button.type = 'button';
  button.addEventListener('click', () => chosen(wallet));
  $('wallet-choices').append(button);
}

export function fillChains(select, chains) {
  select.replaceChildren(
    ...chains.map((chain) => {
      const option = element('option', '', chain.name);
      option.value = String(chain.chainId);
      return option;
    }),
  );
}

/** The wallet's chain among those that are served; another one is named as such. */
export function network(chains, chainId) {
  const select = $('network');
  const served = chains.some((chain) => chain.chainId === chainId);
  select.querySelector('[data-foreign]')?.remove();
  if (!served) {
    const other = element('option', '', `chain ${chainId}, not served here`);
    other.value = String(chainId);
    other.dataset.foreign = '';
    select.prepend(other);
  }
  select.value = String(chainId);
  return served;
}

export function account(chains, body) {
  say('available', body.available);
  say('account-state', words.ACCOUNT[body.state] ?? body.state);
  $('balance').dataset.state = body.state;
  const rows = Object.entries(body.chains).map(([chainId, sums]) => {
    const row = element('tr');
    const head = element('th', '', chainName(chains, Number(chainId)));
    head.scope = 'row';
    row.append(head);
    for (const bucket of ['available', 'locked', 'withdrawing']) {
      row.append(element('td', '', sums[bucket] ?? '0'));
    }
    row.dataset.chainId = chainId;
    return row;
  });
  $('chains').tBodies[0].replaceChildren(...rows);
  show('chains', rows.length > 0);
  say(
    'as-of',
    body.asOf === undefined ? '' : `As of input ${body.asOf.inputOffset}, ${time(body.asOf.clockMs)}.`,
  );
}

function row(title, sum, fine) {
  const item = element('li');
  item.append(element('span', '', title), element('span', 'sum', sum), element('span', 'fine', fine));
  return item;
}

/** Calls with what they cost; an open one may still cost up to its maximum. */
export function calls(items) {
  $('calls-list').replaceChildren(
    ...items.map((call) => {
      const closed = call.captured !== undefined;
      const back = closed && call.refunded !== '0' ? `, ${call.refunded} came back` : '';
      const tokens = call.inputTokens ? `, ${call.inputTokens} + ${call.outputTokens} tokens` : '';
      const item = row(
        words.CALL[call.status] ?? call.status,
        closed ? `${call.captured} USDC` : `up to ${call.maxAmount} USDC`,
        `${time(call.openedMs)}, provider ${short(call.provider)}${back}${tokens}`,
      );
      item.dataset.intentId = call.intentId;
      item.dataset.status = call.status;
      return item;
    }),
  );
  show('calls-none', items.length === 0);
}

function transferRow(chains, transfer) {
  const sign = transfer.kind === 'DEPOSIT' ? '+' : '−';
  const hash = transfer.transactionHash ? `, transaction ${short(transfer.transactionHash)}` : '';
  const item = row(
    `${transfer.kind === 'DEPOSIT' ? 'Deposit' : 'Withdrawal'} on ${chainName(chains, transfer.chainId)}`,
    `${sign}${transfer.amount} USDC`,
    `${words.transfer(transfer.kind, transfer.status)}, ${time(transfer.atMs)}${hash}`,
  );
  if (transfer.transactionHash) {
    item.title = transfer.transactionHash;
  }
  item.dataset.id = transfer.id;
  item.dataset.status = transfer.status;
  return item;
}

/** Deposits and withdrawals; those under way also stand by their forms. */
export function transfers(chains, items) {
  const underWay = items.filter((transfer) => words.isUnderWay(transfer.status));
  for (const [list, kind] of [['topup-pending', 'DEPOSIT'], ['withdraw-pending', 'WITHDRAWAL']]) {
    $(list).replaceChildren(
      ...underWay.filter((transfer) => transfer.kind === kind).map((transfer) => transferRow(chains, transfer)),
    );
  }
  $('transfers-list').replaceChildren(...items.map((transfer) => transferRow(chains, transfer)));
  show('transfers-none', items.length === 0);
}

/** Takes away what a form said. */
export function clearForm(form) {
  for (const input of $(form).elements) {
    input.removeAttribute('aria-invalid');
  }
  $(form)
    .querySelectorAll('.error')
    .forEach((error) => (error.textContent = ''));
  say(`${form}-status`, '');
}

/** Says what is wrong, next to the field where there is one, and goes there. */
export function formError(form, { field, text }) {
  const input = field === null ? null : $(`${form}-${field}`);
  say(`${form}-status`, '');
  if (input === null) {
    say(`${form}-error`, text);
  } else {
    input.setAttribute('aria-invalid', 'true');
    say(`${form}-${field}-error`, text);
    input.focus();
  }
}

export function busy(form, isBusy) {
  $(`${form}-submit`).disabled = isBusy;
}
