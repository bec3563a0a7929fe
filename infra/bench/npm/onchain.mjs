// A server by the published packages of x402 that settles each call on chain before it answers; its settings come as JSON in the
// first argument: {port, rpcUrl, usdc, name, version, payTo, amount, keyFile}, amount in micro-USDC.
import { readFileSync } from 'node:fs';
import { x402Facilitator } from '@x402/core/facilitator';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme as ExactFacilitator } from '@x402/evm/exact/facilitator';
import { ExactEvmScheme as ExactServer } from '@x402/evm/exact/server';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import express from 'express';
import { createWalletClient, http, publicActions } from 'viem';
import { nonceManager, privateKeyToAccount } from 'viem/accounts';
import { avalanche } from 'viem/chains';

const settings = JSON.parse(process.argv[2]);
const network = `eip155:${avalanche.id}`;
const key = readFileSync(settings.keyFile, 'utf8').trim();
// Without the manager two settlements at a time would take the same nonce.
const account = privateKeyToAccount(`0x${key}`, { nonceManager });
const client = createWalletClient({ account, chain: avalanche, transport: http(settings.rpcUrl) }).extend(publicActions);
const facilitator = new x402Facilitator().register(
  network,
  new ExactFacilitator(toFacilitatorEvmSigner({ ...client, address: account.address })),
);
const server = new x402ResourceServer(facilitator).register(network, new ExactServer());

const app = express();
app.get('/health/ready', (_, answer) => answer.json({ ready: true }));
app.use(
  paymentMiddleware(
    {
      'POST /answer': {
        accepts: {
          scheme: 'exact',
          network,
          payTo: settings.payTo,
          price: {
            amount: settings.amount,
            asset: settings.usdc,
            extra: { name: settings.name, version: settings.version },
          },
        },
        description: 'An answer',
        mimeType: 'application/json',
      },
    },
    server,
  ),
);
app.post('/answer', express.json(), (_, answer) => answer.json({ answer: 'an answer' }));
app.listen(settings.port, '127.0.0.1');
