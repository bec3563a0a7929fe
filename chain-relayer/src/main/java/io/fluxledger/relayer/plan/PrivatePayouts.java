package io.fluxledger.relayer.plan;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercProof;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides which payouts are encrypted transfers, and makes their commands: calls without a proof, which is made when it is their turn. */
public final class PrivatePayouts {
    /** Nothing is encrypted. */
    public static final PrivatePayouts NONE = new PrivatePayouts(Map.of(), new Recipients() {
        @Override
        public void prepare(Map<Long, Set<String>> accounts) {
            // There is nothing to ask for.
        }

        @Override
        public boolean isUnregistered(long chainId, String account) {
            return true;
        }
    });

    private static final int PCT_WORDS = 7;
    private static final EercProof UNPROVEN = new EercProof(
            Collections.nCopies(8, BigInteger.ZERO),
            Collections.nCopies(EercAbi.Statement.TRANSFER.signals(), BigInteger.ZERO));
    private static final List<BigInteger> NO_NOTE = Collections.nCopies(PCT_WORDS, BigInteger.ZERO);

    /** Who can receive encrypted transfers. */
    public interface Recipients {
        /** Asks about those accounts, by chain, in a limited time. */
        void prepare(Map<Long, Set<String>> accounts);

        /** True only when the chain said so when it was asked last: where it did not answer, the payout waits in its lane. */
        boolean isUnregistered(long chainId, String account);
    }

    private final Map<Long, EncryptedToken> tokens;
    private final Recipients recipients;

    /** @param tokens by chain id */
    public PrivatePayouts(Map<Long, EncryptedToken> tokens, Recipients recipients) {
        this.tokens = Map.copyOf(tokens);
        this.recipients = recipients;
    }

    /** @param recipients of batch payouts in USDC, 0x-hex in lower case, by chain */
    void prepare(Map<Long, Set<String>> recipients) {
        Map<Long, Set<String>> asked = new HashMap<>();
        tokens.forEach((chainId, token) -> {
            Set<String> accounts = recipients.getOrDefault(chainId, Set.of());
            if (token.plainAllowed() && !accounts.isEmpty()) {
                asked.put(chainId, accounts);
            }
        });
        if (!asked.isEmpty()) {
            this.recipients.prepare(asked);
        }
    }

    /**
     * Whether a payout in USDC on that chain is an encrypted transfer. Payouts of single calls are not: they are paid at once, in amounts
     * that the call's price tells.
     *
     * @param batch whether it belongs to a window's batch
     * @param recipient 0x-hex in lower case
     */
    public boolean covers(long chainId, boolean batch, String recipient) {
        EncryptedToken token = tokens.get(chainId);
        return batch && token != null && !(token.plainAllowed() && recipients.isUnregistered(chainId, recipient));
    }

    /**
     * A payout that {@link #covers} has said yes to. It waits as long as it must: the provider is owed it, and nothing else can pay it.
     */
    public ChainCommand command(
            String id, long chainId, Address20 provider, String payoutId, Address20 recipient, long amountMicros) {
        EncryptedToken token = tokens.get(chainId);
        if (token == null) {
            throw new IllegalStateException("Chain " + chainId + " has no encrypted token");
        }
        String to = "0x" + HexFormat.of().formatHex(recipient.bytes());
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PRIVATE_PAYOUT)
                .setChainId(chainId)
                .setSigner(address(token.payoutAccount()))
                .setAccount(provider)
                .setSubjectId(payoutId)
                .setTo(address(token.encryptedErc()))
                .setData(ByteBuffer.wrap(EercAbi.transfer(to, BigInteger.ZERO, UNPROVEN, NO_NOTE)))
                .setAmountMicros(amountMicros)
                .setNotAfterS(0)
                .build();
    }

    private static Address20 address(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
