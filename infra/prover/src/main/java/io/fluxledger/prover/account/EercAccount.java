package io.fluxledger.prover.account;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.web3j.crypto.Credentials;

/** A wallet and its encryption key. Amounts are micro-USDC. */
public final class EercAccount {
    private final EercChain chain;
    private final Prover prover;
    private final String key;
    private final Credentials wallet;

    /** @param key name of the wallet's encryption key, which is open in the prover */
    public EercAccount(EercChain chain, Prover prover, String key, Credentials wallet) {
        this.chain = chain;
        this.prover = prover;
        this.key = key;
        this.wallet = wallet;
    }

    /** Lower-case 0x-hex. */
    public String address() {
        return wallet.getAddress().toLowerCase(Locale.ROOT);
    }

    public boolean isRegistered() {
        return isRegistered(chain, address());
    }

    /** Whether that account has any encryption key on that chain. */
    public static boolean isRegistered(EercChain chain, String account) {
        return EercAbi.decodeKey(chain.view(chain.contracts().registrar(), EercAbi.getUserPublicKey(account)))
                        .getFirst()
                        .signum()
                != 0;
    }

    /** Whether an auditor is named; without one nothing can be deposited. */
    public static boolean hasAuditor(EercChain chain) {
        return EercAbi.decodeKey(chain.view(chain.contracts().encryptedErc(), EercAbi.auditorPublicKey()))
                        .getFirst()
                        .signum()
                != 0;
    }

    /**
     * Registers the key for the wallet, which is for good.
     *
     * @return the transaction's hash
     */
    public String register() {
        return chain.send(
                        wallet,
                        chain.contracts().registrar(),
                        EercAbi.register(prover.register(key, wallet.getAddress(), chain.chainId())))
                .getTransactionHash();
    }

    /** Names a registered account as the auditor; the wallet must own the encrypted token. */
    public String nameAuditor(String account) {
        return chain.send(wallet, chain.contracts().encryptedErc(), EercAbi.setAuditorPublicKey(account))
                .getTransactionHash();
    }

    /** The balance, which only the key's owner can read. */
    public long balanceMicros() {
        return balance(chain.tokenId()).amountMicros();
    }

    /**
     * Takes USDC out, by a proof that the balance covers it. The amount is public.
     *
     * @return the transaction's hash
     */
    public String withdraw(long amountMicros) {
        BigInteger tokenId = chain.tokenId();
        Spending spending = prover.withdraw(key, balance(tokenId), auditorKey(), amountMicros);
        return chain.send(
                        wallet,
                        chain.contracts().encryptedErc(),
                        EercAbi.withdraw(tokenId, spending.proof(), spending.balancePct()))
                .getTransactionHash();
    }

    /**
     * Sends encrypted USDC to another account that has a key registered.
     *
     * @param to 0x-hex
     * @return the transaction's hash
     */
    public String transfer(String to, long amountMicros) {
        BigInteger tokenId = chain.tokenId();
        List<BigInteger> receiverKey =
                EercAbi.decodeKey(chain.view(chain.contracts().registrar(), EercAbi.getUserPublicKey(to)));
        Spending spending = prover.transfer(key, balance(tokenId), receiverKey, auditorKey(), amountMicros);
        return chain.send(
                        wallet,
                        chain.contracts().encryptedErc(),
                        EercAbi.transfer(to, tokenId, spending.proof(), spending.balancePct()))
                .getTransactionHash();
    }

    private List<BigInteger> auditorKey() {
        return EercAbi.decodeKey(chain.view(chain.contracts().encryptedErc(), EercAbi.auditorPublicKey()));
    }

    private KnownBalance balance(BigInteger tokenId) {
        return prover.decryptBalance(
                key,
                EercAbi.decodeBalance(
                        chain.view(chain.contracts().encryptedErc(), EercAbi.balanceOf(address(), tokenId))));
    }
}
