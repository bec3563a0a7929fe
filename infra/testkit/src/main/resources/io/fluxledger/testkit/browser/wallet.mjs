// A wallet for tests: an EIP-1193 provider in the page, whose key stays outside. It is as strict as wallets are.

import { privateKeyToAccount } from 'viem/accounts';

const DECLINED = { code: 4001, message: 'User rejected the request.' };

export class TestWallet {
  /** @param settings {key, chainId, rpcUrls by chain id, declines: methods that its owner refuses} */
  constructor({ key, chainId, rpcUrls, declines = [] }, emit) {
    this.account = privateKeyToAccount(key);
    this.chainId = chainId;
    this.rpcUrls = rpcUrls;
    this.declines = declines;
    this.connected = false;
    this.asked = [];
    this.emit = emit;
  }

  async request({ method, params }) {
    if (!['eth_accounts', 'eth_chainId', 'eth_call'].includes(method)) {
      this.asked.push(method);
    }
    if (this.declines.includes(method)) {
      throw DECLINED;
    }
    switch (method) {
      case 'eth_requestAccounts':
        this.connected = true;
        return [this.account.address];
      case 'eth_accounts':
        return this.connected ? [this.account.address] : [];
      case 'eth_chainId':
        return `0x${this.chainId.toString(16)}`;
      case 'wallet_switchEthereumChain':
        return this.switchTo(Number(params[0].chainId));
      case 'eth_signTypedData_v4':
        return this.sign(params[0], JSON.parse(params[1]));
      case 'eth_call':
        return this.call(method, params);
      default:
        throw { code: -32601, message: `no method ${method}` };
    }
  }

  switchTo(chainId) {
    if (!(chainId in this.rpcUrls)) {
      throw { code: 4902, message: `Unrecognized chain ID ${chainId}.` };
    }
    this.chainId = chainId;
    this.emit('chainChanged', `0x${chainId.toString(16)}`);
    return null;
  }

  sign(address, { domain, types, primaryType, message }) {
    if (address.toLowerCase() !== this.account.address.toLowerCase()) {
      throw { code: -32602, message: 'another account' };
    }
    if (Number(domain.chainId) !== this.chainId) {
      throw { code: -32602, message: `Provided chainId "${domain.chainId}" must match the active chainId "${this.chainId}"` };
    }
    const { EIP712Domain, ...own } = types;
    if (EIP712Domain.map(({ name }) => name).join() !== Object.keys(domain).join()) {
      throw { code: -32602, message: 'the domain is not of its type' };
    }
    return this.account.signTypedData({ domain, types: own, primaryType, message });
  }

  async call(method, params) {
    const response = await fetch(this.rpcUrls[this.chainId], {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await response.json();
    if (error) {
      throw error;
    }
    return result;
  }
}

/** Puts the wallet into the page: announced by EIP-6963, or as window.ethereum alone. */
export async function injectWallet(page, wallet, { announced = true }) {
  await page.exposeFunction('askTestWallet', async (text) => {
    try {
      return JSON.stringify({ result: await wallet.request(JSON.parse(text)) });
    } catch (error) {
      return JSON.stringify({ error: { code: error.code ?? -32603, message: String(error.message) } });
    }
  });
  await page.evaluateOnNewDocument((isAnnounced) => {
    const listeners = { accountsChanged: [], chainChanged: [], disconnect: [] };
    const provider = {
      async request(asked) {
        const { result, error } = JSON.parse(await window.askTestWallet(JSON.stringify(asked)));
        if (error) {
          throw Object.assign(new Error(error.message), { code: error.code });
        }
        return result;
      },
      on(name, listener) {
        listeners[name].push(listener);
      },
      removeListener(name, listener) {
        listeners[name] = listeners[name].filter((each) => each !== listener);
      },
    };
    window.emitFromWallet = (name, value) => listeners[name].forEach((listener) => listener(value));
    if (!isAnnounced) {
      window.ethereum = provider;
      return;
    }
    const info = {
      uuid: crypto.randomUUID?.() ?? '4f6c1d0e-6d0a-4b7e-9a51-2f1d0c5b7a10',
      name: 'Test Wallet',
      icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>',
      rdns: 'example.wallet',
    };
    const announce = () =>
      window.dispatchEvent(
        new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }),
      );
    window.addEventListener('eip6963:requestProvider', announce);
    announce();
  }, announced);
}
