package io.fluxledger.intake.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.accept.CreditLocks;
import io.fluxledger.intake.http.LedgerViews;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.InvalidSignatureException;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.SignatureRecovery;
import io.fluxledger.signatures.VoucherChannel;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The scheme batch-settlement over prepaid credits: a voucher says how much of a channel's charges the payer agrees to, and
 * each voucher opens one lock on the payer's credits. Nothing is deposited in a channel on chain; see decision 16.
 */
final class VoucherScheme {
    static final String NAME = "batch-settlement";

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long WITHDRAW_DELAY_S = 900;
    /** Vouchers have no expiry, channels do: the ledger remembers a nonce for longer than two of these. */
    private static final Duration PERIOD = Duration.ofDays(7);
    /** A voucher whose calls were all refunded may be used again, but not for ever. */
    private static final int MAX_ATTEMPTS = 32;

    private static final String ADDRESS_SEED = "fluxledger voucher channels ";

    private record Voucher(
            VoucherChannel channel,
            Bytes32 channelId,
            BigInteger maxClaimable,
            Bytes32 digest,
            EthSignature signature) {
        String payer() {
            return channel.payer().toString();
        }
    }

    private final PayChain home;
    private final Duration intentExpiry;
    private final CreditLocks locks;
    private final LedgerViews views;
    private final Channels channels = new Channels();

    VoucherScheme(PayChain home, Duration intentExpiry, CreditLocks locks, LedgerViews views) {
        this.home = home;
        this.intentExpiry = intentExpiry;
        this.locks = locks;
        this.views = views;
    }

    /** Requirements of a call that is paid by voucher. */
    ObjectNode offer(Sale sale, Instant now) {
        ObjectNode offer = Json.STRICT.createObjectNode();
        offer.put("scheme", NAME);
        offer.put("network", home.network());
        offer.put("amount", Long.toString(sale.maxMicros()));
        offer.put("asset", home.usdc().checksummed());
        offer.put("payTo", home.treasury().checksummed());
        offer.put("maxTimeoutSeconds", intentExpiry.toSeconds());
        offer.putObject("extra")
                .put("receiverAuthorizer", authorizer(period(now)).checksummed())
                .put("withdrawDelay", WITHDRAW_DELAY_S)
                .put("name", home.chain().usdcName())
                .put("version", home.chain().usdcVersion());
        return offer;
    }

    private static long period(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), PERIOD.toSeconds());
    }

    /** Nobody's address: it makes the channels of each period others than those before. */
    private EthAddress authorizer(long period) {
        byte[] hash = Keccak256.hash(ADDRESS_SEED + home.treasury() + " " + period);
        return EthAddress.of(ByteBuffer.allocate(20).put(hash, 12, 20).array());
    }

    /** The lock that a voucher authorizes. */
    PaidCall accept(Sale sale, JsonNode payment, Instant now) {
        if (!payment.path("accepted").path("network").asText().equals(home.network())) {
            throw refused(InvalidReason.NETWORK, "vouchers are taken for " + home.network());
        }
        Voucher voucher = read(payment.path("payload"), now);
        BigInteger base = voucher.maxClaimable().subtract(BigInteger.valueOf(sale.maxMicros()));
        Optional<Channels.State> known = channels.find(voucher.channelId());
        if (base.signum() < 0
                || (known.isPresent() && base.compareTo(known.get().chargedMicros()) < 0)) {
            throw refused(
                    InvalidReason.VOUCHER_AMOUNT,
                    "the voucher must cover what was charged before and this call's " + sale.maxMicros()
                            + " micro-USDC");
        }
        IntentLocked lock = locks.accept(
                new CreditLocks.Wanted(
                        sale.provider(),
                        sale.lockNanos(),
                        now.plus(intentExpiry).toEpochMilli(),
                        sale.payoutChainId()),
                voucher.channel().payer(),
                voucher.digest(),
                unusedNonce(voucher),
                voucher.signature(),
                now);
        return new PaidCall(
                lock,
                (usedNanos, refunded) -> refunded
                        ? PaidCall.told(voucher.payer(), home.network(), usedNanos, true)
                        : response(voucher, base, usedNanos));
    }

    private Voucher read(JsonNode json, Instant now) {
        WireFields payload = new WireFields(json, "payload", InvalidReason.PAYLOAD);
        if (!payload.text("type").equals("voucher")) {
            throw refused(
                    InvalidReason.VOUCHER_TYPE,
                    "vouchers draw on prepaid credits here: top up by the scheme exact, and send a voucher alone");
        }
        WireFields config = payload.object("channelConfig");
        VoucherChannel channel = new VoucherChannel(
                config.address("payer"),
                config.address("payerAuthorizer"),
                config.address("receiver"),
                config.address("receiverAuthorizer"),
                config.address("token"),
                config.number("withdrawDelay"),
                config.bytes32("salt"));
        requireOffered(channel, now);
        WireFields signed = payload.object("voucher");
        Bytes32 channelId = channel.id(home.chainId());
        if (!signed.bytes32("channelId").equals(channelId)) {
            throw refused(InvalidReason.VOUCHER_CHANNEL, "the channel's id is " + channelId);
        }
        BigInteger maxClaimable = signed.whole("maxClaimableAmount");
        if (maxClaimable.bitLength() > 127) {
            throw refused(InvalidReason.PAYLOAD, "payload.voucher.maxClaimableAmount is too large");
        }
        Voucher voucher = new Voucher(
                channel,
                channelId,
                maxClaimable,
                channel.voucherDigest(home.chainId(), maxClaimable),
                signed.signature("signature"));
        requireSigned(voucher);
        return voucher;
    }

    private void requireOffered(VoucherChannel channel, Instant now) {
        if (!channel.receiver().equals(home.treasury())) {
            throw refused(InvalidReason.VOUCHER_RECEIVER, "the receiver must be the treasury " + home.treasury());
        }
        if (!channel.token().equals(home.usdc())) {
            throw refused(InvalidReason.VOUCHER_TOKEN, "the token must be " + home.usdc());
        }
        if (channel.withdrawDelayS() != WITHDRAW_DELAY_S) {
            throw refused(InvalidReason.VOUCHER_DELAY, "withdrawDelay must be " + WITHDRAW_DELAY_S);
        }
        long period = period(now);
        if (!channel.receiverAuthorizer().equals(authorizer(period))
                && !channel.receiverAuthorizer().equals(authorizer(period - 1))) {
            throw refused(
                    InvalidReason.VOUCHER_AUTHORIZER,
                    "the channel's time is over: take receiverAuthorizer from the offer");
        }
    }

    private static void requireSigned(Voucher voucher) {
        // Without a deposit on chain nothing ties another key to the payer.
        if (!voucher.channel().payerAuthorizer().equals(voucher.channel().payer())) {
            throw refused(InvalidReason.VOUCHER_SIGNATURE, "vouchers are to be signed by the payer itself");
        }
        EthAddress signer;
        try {
            signer = SignatureRecovery.recover(voucher.digest().bytes(), voucher.signature());
        } catch (InvalidSignatureException e) {
            throw refused(InvalidReason.VOUCHER_SIGNATURE, "the signature belongs to no key");
        }
        if (!signer.equals(voucher.channel().payer())) {
            throw refused(InvalidReason.VOUCHER_SIGNATURE, "the voucher is signed by " + signer + ", not by the payer");
        }
    }

    /**
     * A nonce for the voucher's next lock: the voucher's digest, then made from it and the number of locks before. After a
     * call that cost nothing the payer signs the same voucher again; after one that was charged it does not count again.
     */
    private Bytes32 unusedNonce(Voucher voucher) {
        Bytes32 nonce = voucher.digest();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (attempt > 0) {
                nonce = Bytes32.of(Keccak256.hash(voucher.digest().bytes(), new byte[] {(byte) attempt}));
            }
            String intentId = CreditLocks.intentId(nonce);
            Optional<JsonNode> intent = views.intent(voucher.payer(), intentId);
            if (intent.isEmpty()) {
                return nonce;
            }
            switch (intent.get().path("status").asText()) {
                case "REFUNDED", "EXPIRED" -> {
                    // Nothing was charged on it.
                }
                case "SETTLED" ->
                    throw refused(InvalidReason.VOUCHER_AMOUNT, "the voucher paid for the call of intent " + intentId);
                default -> throw used(voucher, intentId, "the call that it pays for is under way");
            }
        }
        throw used(voucher, CreditLocks.intentId(nonce), "it was refunded too often; sign for another amount");
    }

    private static ProblemException used(Voucher voucher, String intentId, String why) {
        return new ProblemException(Problem.of(
                        409,
                        "PAYMENT_ALREADY_USED",
                        "The voucher was used before",
                        why + "; ask GET /v1/intents/" + intentId + "?payer=" + voucher.payer())
                .with("intentId", intentId));
    }

    /** A charge counts on the channel in whole micro-USDC, rounded up; the ledger charges what was used. */
    private ObjectNode response(Voucher voucher, BigInteger base, long usedNanos) {
        long chargedMicros = Math.ceilDiv(usedNanos, NANOS_PER_MICRO);
        BigInteger total = base.add(BigInteger.valueOf(chargedMicros));
        channels.charged(voucher.channelId(), new Channels.State(total, voucher.maxClaimable(), voucher.signature()));
        ObjectNode response = Json.STRICT.createObjectNode();
        response.put("success", true);
        response.put("payer", voucher.channel().payer().checksummed());
        response.put("transaction", "");
        response.put("network", home.network());
        response.put("amount", Long.toString(chargedMicros));
        ObjectNode extra = response.putObject("extra");
        extra.put("chargedAmount", Long.toString(chargedMicros));
        putState(extra, voucher.channelId(), total, voucher.maxClaimable());
        return response;
    }

    /** What the payer's client needs to count again, where this process knows it. */
    void addState(ObjectNode challenge, JsonNode payment) {
        String channelId =
                payment.path("payload").path("voucher").path("channelId").asText();
        if (!channelId.matches("0x[0-9a-fA-F]{64}")) {
            return;
        }
        Bytes32 id = Bytes32.parse(channelId);
        channels.find(id).ifPresent(state -> {
            for (JsonNode offer : challenge.path("accepts")) {
                if (offer.path("scheme").asText().equals(NAME) && offer.path("extra") instanceof ObjectNode extra) {
                    putState(extra, id, state.chargedMicros(), state.maxClaimableMicros());
                    extra.putObject("voucherState")
                            .put(
                                    "signedMaxClaimable",
                                    state.maxClaimableMicros().toString())
                            .put("signature", state.signature().toString());
                }
            }
        });
    }

    private static void putState(ObjectNode extra, Bytes32 channelId, BigInteger charged, BigInteger covered) {
        extra.putObject("channelState")
                .put("channelId", channelId.toString())
                .put("balance", covered.toString())
                .put("totalClaimed", charged.toString())
                .put("withdrawRequestedAt", 0)
                .put("refundNonce", "0")
                .put("chargedCumulativeAmount", charged.toString());
    }

    private static RefusedPaymentException refused(InvalidReason reason, String detail) {
        return new RefusedPaymentException(reason, detail, "");
    }
}
