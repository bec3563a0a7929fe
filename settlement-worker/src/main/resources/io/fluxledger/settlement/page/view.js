// The document. Everything from outside goes in as text.

import { $, element, say, show } from './document.js';
import * as words from './words.js';

export { $, say, show };

const time = (ms) => new Date(ms).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });

export function overview(body) {
  say('provider', body.provider);
  say('identity', words.identity(body.identity));
  $('automatic').checked = body.claims === 'automatic';
  say('claimable', body.claimable);
  say('state', words.standing(body));
  $('earnings').dataset.state = body.state;
  say('held', body.held);
  say('under-way', body.underWay);
  say('paid', body.paid);
  say('running-calls', String(body.running.calls));
  say('running-tokens', `${body.running.inputTokens}, ${body.running.outputTokens}`);
  say('running-gross', body.running.gross);
  say('running-fee', body.running.fee);
  say('running-net', body.running.net);
}

/** Payouts with a button where they can be claimed. The focus stays where it was. */
export function payouts(items, claimed) {
  const focused = document.activeElement?.dataset.payoutId;
  $('payouts-list').replaceChildren(
    ...items.map((payout) => {
      const item = element('li');
      const planned = payout.planned ? `, planned ${payout.planned}` : '';
      const checked = payout.check && payout.state === 'held' ? `; ${words.check(payout.check)}` : '';
      const refused = payout.reason ? `; ${payout.reason}` : '';
      item.append(
        element('span', '', `Window until ${time(payout.windowEndMs)}`),
        element('span', 'sum', `${payout.amount} USDC`),
        element('span', 'fine', `${words.payout(payout.state)}${planned}${checked}${refused}, to ${payout.recipient} on chain ${payout.chainId}`),
      );
      item.dataset.payoutId = payout.payoutId;
      item.dataset.state = payout.state;
      if (payout.state === 'claimable') {
        const button = element('button', '', 'Claim');
        button.type = 'button';
        button.dataset.payoutId = payout.payoutId;
        button.setAttribute('aria-label', `Claim ${payout.amount} USDC of the window until ${time(payout.windowEndMs)}`);
        button.addEventListener('click', () => claimed(payout.payoutId));
        item.append(button);
      }
      return item;
    }),
  );
  if (focused) {
    $('payouts-list').querySelector(`button[data-payout-id="${CSS.escape(focused)}"]`)?.focus();
  }
  show('payouts-none', items.length === 0);
  show('claim-all', items.filter((payout) => payout.state === 'claimable').length > 1);
}

const percent = (ppm) => (ppm === undefined ? '–' : `${(ppm / 10_000).toFixed(2)} %`);

export function windows(items) {
  $('windows-rows').replaceChildren(
    ...items.map((window) => {
      const row = element('tr');
      const head = element('th', '', time(window.windowEndMs));
      head.scope = 'row';
      row.append(head);
      const payout = window.payout;
      for (const text of [
        window.calls,
        `${window.inputTokens} + ${window.outputTokens}`,
        window.gross,
        window.minimumFee === '0' ? window.fee : `${window.fee} + ${window.minimumFee}`,
        window.net,
        percent(window.sharePpm),
        payout?.amount ?? '0',
        window.carried ?? '–',
        payout ? words.payout(payout.state) : window.sharePpm === undefined ? 'counted' : 'carried',
      ]) {
        row.append(element('td', '', String(text)));
      }
      row.dataset.windowEndMs = window.windowEndMs;
      return row;
    }),
  );
  show('windows-scroll', items.length > 0);
  show('windows-none', items.length === 0);
}

export function notifications(items) {
  $('notifications-list').replaceChildren(
    ...items.map((message) => {
      const item = element('li');
      const tries = message.attempts > 1 ? `, ${message.attempts} attempts` : '';
      const why = message.state !== 'delivered' && message.detail ? `; ${message.detail}` : '';
      item.append(
        element('span', '', words.notification(message.type)),
        element('span', 'sum', time(message.queuedMs)),
        element('span', 'fine', `${words.delivery(message.state)}${tries}${why}`),
      );
      item.title = message.id;
      item.dataset.type = message.type;
      item.dataset.state = message.state;
      return item;
    }),
  );
  show('notifications-none', items.length === 0);
}
