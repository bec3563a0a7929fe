package io.fluxledger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.local.stack.EncryptedSetup;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.account.EercAccount;
import io.fluxledger.prover.account.EercChain;
import java.time.Duration;
import java.util.Optional;
import org.web3j.crypto.Credentials;

/** What a provider and the auditor can read of an encrypted payout, each with their own key. */
final class PrivateView implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EncryptedSetup setup;
    private final EercChain chain;
    private final Prover prover;
    private final EercAccount provider;
    private final String key;
    private final LedgerClient audit;

    private PrivateView(EncryptedSetup setup, EercChain chain, ProviderPool.Member member, LedgerClient audit) {
        this.setup = setup;
        this.chain = chain;
        this.prover = setup.prover();
        this.key = member.name();
        this.audit = audit;
        this.provider = new EercAccount(
                chain, prover, key, Credentials.create(member.key().exposeHex()));
    }

    /** Empty on a stack whose payouts are plain. */
    static Optional<PrivateView> of(StackDirectory directory, StackState state, ProviderPool.Member member) {
        EncryptedSetup setup = new EncryptedSetup(directory);
        return setup.chain()
                .map(chain -> new PrivateView(
                        setup, chain, member, new LedgerClient(state.url(Parts.AUDIT), directory.readAuditorKey())));
    }

    /**
     * Makes an encryption key for the provider and registers it.
     *
     * @return the transaction's hash
     */
    String register() {
        setup.fundGas(provider.address());
        setup.openKey(prover, key);
        return provider.register();
    }

    /** What the provider reads of its own balance. */
    long providerNanos() {
        return provider.balanceMicros() * Usdc.NANOS_PER_MICRO;
    }

    /** Turns all of it into USDC in the provider's wallet. */
    String withdraw() {
        return provider.withdraw(provider.balanceMicros());
    }

    /** What the audit service has decrypted of that transfer, with the auditor's key. */
    long auditedNanos(String transactionHash) {
        Answer answer = audit.await(
                "/v1/audit/private-payouts",
                "the auditor's decryption of " + transactionHash,
                PATIENCE,
                a -> a.ok() && audited(a, transactionHash).isPresent());
        return audited(answer, transactionHash).orElseThrow();
    }

    private static Optional<Long> audited(Answer answer, String transactionHash) {
        for (JsonNode payout : answer.body().path("items")) {
            if (payout.path("transactionHash").asText().equals(transactionHash) && payout.has("decrypted")) {
                return Optional.of(Usdc.nanos(payout.path("decrypted").asText()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        audit.close();
        prover.close();
        chain.close();
    }
}
