// Wallets of the browser: EIP-1193, found by EIP-6963 or as window.ethereum.

import { decimal, CHAIN_DECIMALS } from './amounts.js';

const USER_REJECTED = 4001;
const UNKNOWN_CHAIN = 4902;
const ALREADY_ASKED = -32002;
const BALANCE_OF = '0x70a08231';
const LATE_WALLET_MS = 500;

/** Something that the wallet or its owner did not do; reason is DECLINED, UNKNOWN_CHAIN, BUSY, WRONG_CHAIN or FAILED. */
export class WalletError extends Error {
  constructor(reason, detail) {
    super(detail);
    this.reason = reason;
  }

  static of(error) {
    const code = error?.code ?? error?.data?.originalError?.code;
    const reasons = { [USER_REJECTED]: 'DECLINED', [UNKNOWN_CHAIN]: 'UNKNOWN_CHAIN', [ALREADY_ASKED]: 'BUSY' };
    return new WalletError(reasons[code] ?? 'FAILED', String(error?.message ?? 'the wallet failed'));
  }
}

/** Calls back with each wallet that is found, and with null when after a while there is none. */
export function discover(found) {
  const seen = new Set();
  const add = (name, provider) => {
    if (typeof provider?.request === 'function' && !seen.has(provider)) {
      seen.add(provider);
      found(new Wallet(name, provider));
    }
  };
  addEventListener('eip6963:announceProvider', (event) => {
    add(String(event.detail?.info?.name ?? 'Wallet').slice(0, 40), event.detail?.provider);
  });
  dispatchEvent(new Event('eip6963:requestProvider'));
  setTimeout(() => {
    if (seen.size === 0) {
      add('Browser wallet', window.ethereum);
    }
    if (seen.size === 0) {
      found(null);
    }
  }, LATE_WALLET_MS);
}

export class Wallet {
  #provider;

  constructor(name, provider) {
    this.name = name;
    this.#provider = provider;
  }

  async #ask(method, params = []) {
    try {
      return await this.#provider.request({ method, params });
    } catch (error) {
      throw WalletError.of(error);
    }
  }

  /** Calls back when the wallet changes its account or chain. */
  onChange(changed) {
    this.#provider.on?.('accountsChanged', changed);
    this.#provider.on?.('chainChanged', changed);
    this.#provider.on?.('disconnect', changed);
  }

  /** Its address in lower case; null when it is not connected. Asks the owner only when told to. */
  async address(askOwner = false) {
    const accounts = await this.#ask(askOwner ? 'eth_requestAccounts' : 'eth_accounts');
    return accounts.length === 0 ? null : accounts[0].toLowerCase();
  }

  async chainId() {
    return Number(await this.#ask('eth_chainId'));
  }

  /** Brings the wallet onto the chain, with its owner's consent. */
  async use(chain) {
    if ((await this.chainId()) === chain.chainId) {
      return;
    }
    await this.#ask('wallet_switchEthereumChain', [{ chainId: '0x' + chain.chainId.toString(16) }]);
    const chainId = await this.chainId();
    if (chainId !== chain.chainId) {
      throw new WalletError('WRONG_CHAIN', `the wallet is still on chain ${chainId}`);
    }
  }

  /** The account's signature of typed data, 0x-hex. */
  sign(address, typedData) {
    return this.#ask('eth_signTypedData_v4', [address, JSON.stringify(typedData)]);
  }

  /** USDC of the account on the wallet's own chain, as a decimal. */
  async usdc(chain, address) {
    const data = BALANCE_OF + address.slice(2).padStart(64, '0');
    return decimal(BigInt(await this.#ask('eth_call', [{ to: chain.usdc.address, data }, 'latest'])), CHAIN_DECIMALS);
  }
}
