// Tasks for published x402 clients: {key, tasks} as JSON on standard input, one result per task on standard output.
import { HTTPFacilitatorClient } from '@x402/core/server';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { AuthCaptureEvmScheme } from '@x402/evm/auth-capture/client';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { hashTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const SCHEMES = {
  exact: signer => new ExactEvmScheme(signer),
  'auth-capture': signer => new AuthCaptureEvmScheme(signer),
  // Credits are prepaid: there is nothing to deposit in a channel.
  'batch-settlement': signer => new BatchSettlementEvmScheme(signer, { depositStrategy: () => false }),
};

const read = async stream => {
  let text = '';
  for await (const part of stream) text += part;
  return JSON.parse(text);
};

const { key, tasks } = await read(process.stdin);
const account = privateKeyToAccount(key);
const clients = new Map();
let lastPayment;

/** One client for each choice of schemes and network, so that it keeps what it counts. */
function clientOf({ schemes, network = 'eip155:*', anyAsset }) {
  const id = JSON.stringify([schemes, network, anyAsset]);
  if (!clients.has(id)) {
    const client = new x402Client();
    for (const scheme of schemes) client.register(network, SCHEMES[scheme](account));
    if (anyAsset) client.setSpendControls(false);
    clients.set(id, client);
  }
  return clients.get(id);
}

/** Fetch that remembers the payment which was sent. */
async function watched(input, init) {
  const request = new Request(input, init);
  lastPayment = request.headers.get('PAYMENT-SIGNATURE') ?? lastPayment;
  return fetch(request);
}

const initOf = ({ method = 'GET', body }) =>
  body ? { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : { method };

async function described(response) {
  const text = await response.text();
  const required = response.headers.get('PAYMENT-REQUIRED');
  const settled = response.headers.get('PAYMENT-RESPONSE');
  return {
    status: response.status,
    body: text ? JSON.parse(text) : null,
    required: required ? decodePaymentRequiredHeader(required) : null,
    settled: settled ? decodePaymentResponseHeader(settled) : null,
  };
}

/** The client's payment for what is asked, after the offers were changed. */
async function payment(task) {
  const http = new x402HTTPClient(clientOf(task));
  const asked = await fetch(task.url, initOf(task));
  const required = http.getPaymentRequiredResponse(name => asked.headers.get(name));
  required.accepts = required.accepts.map(offer => ({ ...offer, ...task.change }));
  return { http, payload: await http.createPaymentPayload(required) };
}

async function facilitate(task) {
  const facilitator = new HTTPFacilitatorClient({ url: task.facilitator });
  if (task.call === 'supported') return facilitator.getSupported();
  const { payload } = await payment(task);
  const requirements = { ...payload.accepted, ...task.requirements };
  const calls = Array.from({ length: task.times ?? 1 }, () => facilitator[task.call](payload, requirements));
  const results = await Promise.all(calls);
  if (task.then) results.push(await facilitator[task.then](payload, requirements));
  return results;
}

async function run(task) {
  switch (task.do) {
    case 'fetch': {
      const paying = wrapFetchWithPayment(watched, clientOf(task));
      return described(await paying(task.url, initOf(task)));
    }
    case 'altered': {
      const { http, payload } = await payment(task);
      const headers = http.encodePaymentSignatureHeader(payload);
      const init = initOf(task);
      lastPayment = headers['PAYMENT-SIGNATURE'];
      return described(await fetch(task.url, { ...init, headers: { ...init.headers, ...headers } }));
    }
    case 'again': {
      const init = initOf(task);
      return described(
        await fetch(task.url, { ...init, headers: { ...init.headers, 'PAYMENT-SIGNATURE': lastPayment } }),
      );
    }
    case 'facilitator':
      return facilitate(task);
    case 'sign':
      return { hash: hashTypedData(task.typedData), signature: await account.signTypedData(task.typedData) };
    default:
      throw new Error(`no such task: ${task.do}`);
  }
}

const results = [];
for (const task of tasks) {
  try {
    results.push(await run(task));
  } catch (error) {
    if (!task.mayThrow) throw error;
    results.push({ thrown: String(error.message) });
  }
}
process.stdout.write(JSON.stringify(results));
