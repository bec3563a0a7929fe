package io.fluxledger.relayer.keys;

import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.web3j.crypto.Hash;

/**
 * What one key may do: which functions of which contracts it may call, whom it may approve, and how much of USDC and gas it
 * may spend in any time of the window's length. Immutable.
 */
public final class SigningPolicy {
    private static final String APPROVE = selector("approve(address,uint256)");
    private static final String INCREASE = selector("increaseAllowance(address,uint256)");
    private static final String TRANSFER = selector("transfer(address,uint256)");

    /**
     * Caps on each chain.
     *
     * @param window any time of that length
     * @param micros micro-USDC that may leave; empty for no cap
     * @param gasWei the chain's coin that may be promised for gas; empty for no cap
     */
    public record Caps(Duration window, Optional<Long> micros, Optional<BigInteger> gasWei) {
        public static final Caps NONE = new Caps(Duration.ofDays(1), Optional.empty(), Optional.empty());

        /** Whether what was signed then matters to any cap now. */
        boolean count(long signedAtMs, long nowMs) {
            return (micros.isPresent() || gasWei.isPresent()) && nowMs - signedAtMs < window.toMillis();
        }
    }

    private record Target(long chainId, EthAddress address) {}

    private final Map<Target, Set<String>> functions;
    private final Map<Target, Set<EthAddress>> spenders;
    private final Map<Target, Set<EthAddress>> recipients;
    private final Caps caps;

    private SigningPolicy(
            Map<Target, Set<String>> functions,
            Map<Target, Set<EthAddress>> spenders,
            Map<Target, Set<EthAddress>> recipients,
            Caps caps) {
        this.functions = Map.copyOf(functions);
        this.spenders = Map.copyOf(spenders);
        this.recipients = Map.copyOf(recipients);
        this.caps = caps;
    }

    Caps caps() {
        return caps;
    }

    /**
     * Checks a call.
     *
     * @throws SigningException.NotAllowed naming what is not allowed
     */
    void require(EthAddress signer, long chainId, EthAddress to, BigInteger valueWei, byte[] data)
            throws SigningException.NotAllowed {
        if (valueWei.signum() != 0) {
            throw new SigningException.NotAllowed("%s may not send the chain's coin".formatted(signer));
        }
        if (to.equals(signer) && data.length == 0) {
            // Nothing but a nonce: it replaces a transaction that must not happen, or fills a gap.
            return;
        }
        Target target = new Target(chainId, to);
        Set<String> allowed = functions.get(target);
        if (allowed == null) {
            throw new SigningException.NotAllowed("%s may not call %s on chain %d".formatted(signer, to, chainId));
        }
        String selector = HexFormat.of().formatHex(Arrays.copyOf(data, 4));
        if (data.length < 4 || !allowed.contains(selector)) {
            throw new SigningException.NotAllowed(
                    "%s may not call function %s of %s on chain %d".formatted(signer, selector, to, chainId));
        }
        if (selector.equals(APPROVE) || selector.equals(INCREASE)) {
            EthAddress spender = firstArgument(data);
            if (!spenders.getOrDefault(target, Set.of()).contains(spender)) {
                throw new SigningException.NotAllowed(
                        "%s may not approve %s on chain %d".formatted(signer, spender, chainId));
            }
        }
        if (selector.equals(TRANSFER)) {
            EthAddress recipient = firstArgument(data);
            if (!recipients.getOrDefault(target, Set.of()).contains(recipient)) {
                throw new SigningException.NotAllowed(
                        "%s may not transfer to %s on chain %d".formatted(signer, recipient, chainId));
            }
        }
    }

    private static EthAddress firstArgument(byte[] data) {
        return data.length < 36 ? EthAddress.ZERO : EthAddress.of(Arrays.copyOfRange(data, 16, 36));
    }

    /** @throws SigningException.NotAllowed unless transfers of that token may be authorized by signature */
    void requireTransfers(EthAddress signer, long chainId, EthAddress token) throws SigningException.NotAllowed {
        if (!functions.getOrDefault(new Target(chainId, token), Set.of()).contains(Selectors.TRANSFER_AUTHORIZED)) {
            throw new SigningException.NotAllowed(
                    "%s may not authorize transfers of %s on chain %d".formatted(signer, token, chainId));
        }
    }

    /** @throws SigningException.NotAllowed unless that account is a contract that the signer may call */
    void requireRecipient(EthAddress signer, long chainId, EthAddress recipient) throws SigningException.NotAllowed {
        if (!functions.containsKey(new Target(chainId, recipient))) {
            throw new SigningException.NotAllowed(
                    "%s may not let %s take tokens on chain %d".formatted(signer, recipient, chainId));
        }
    }

    /** Selectors of the calls whose amounts are counted; eight hex digits. */
    static final class Selectors {
        static final String TRANSFER_AUTHORIZED =
                selector("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)");

        private Selectors() {}
    }

    static String selector(String signature) {
        return HexFormat.of().formatHex(Arrays.copyOf(Hash.sha3(signature.getBytes(StandardCharsets.UTF_8)), 4));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is allowed; everything else is not. */
    public static final class Builder {
        private final Map<Target, Set<String>> functions = new HashMap<>();
        private final Map<Target, Set<EthAddress>> spenders = new HashMap<>();
        private final Map<Target, Set<EthAddress>> recipients = new HashMap<>();
        private Caps caps = Caps.NONE;

        private Builder() {}

        /** @param signatures canonical, for example {@code transfer(address,uint256)} */
        public Builder allow(long chainId, EthAddress to, String... signatures) {
            Set<String> selectors = functions.computeIfAbsent(new Target(chainId, to), target -> new TreeSet<>());
            for (String signature : signatures) {
                selectors.add(selector(signature));
            }
            return this;
        }

        /** Allows to approve that spender, or to let it have more, and no other. */
        public Builder allowApproval(long chainId, EthAddress token, EthAddress spender) {
            spenders.computeIfAbsent(new Target(chainId, token), target -> new TreeSet<>())
                    .add(spender);
            return allow(chainId, token, "approve(address,uint256)", "increaseAllowance(address,uint256)");
        }

        /** Allows plain transfers of that token to that account, and to no other. */
        public Builder allowTransfer(long chainId, EthAddress token, EthAddress recipient) {
            recipients
                    .computeIfAbsent(new Target(chainId, token), target -> new TreeSet<>())
                    .add(recipient);
            return allow(chainId, token, "transfer(address,uint256)");
        }

        public Builder caps(Caps all) {
            caps = all;
            return this;
        }

        public SigningPolicy build() {
            return new SigningPolicy(functions, spenders, recipients, caps);
        }
    }
}
