package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.DisputeDecided;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SuspenseResolution;
import io.fluxledger.events.SuspenseResolved;
import io.fluxledger.intake.accept.OperatorOrder.Reach;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.EthAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Turns an operator's requests into inputs. Every body has an {@code id}: a UUID of version 7, whose time says how far
 * back a repeat has to be looked for; it may be sent again for {@link #REPEATABLE}. Every method throws a problem that
 * names the field at fault.
 */
public final class OperatorAcceptance {
    /** How long after its id was made a request may be sent, first or again. */
    public static final Duration REPEATABLE = Duration.ofHours(1);

    /** How far the clocks of callers and brokers may be apart. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final int UUID_TIME_ORDERED = 7;
    private static final int UUID_TIME_SHIFT = 16;
    private static final long MAX_FEE_PPM = 1_000_000;
    private static final long MAX_MINIMUM_FEE_NANOS = 1_000_000_000_000_000_000L;
    private static final long MAX_RETENTION_MS = Duration.ofDays(3_650).toMillis();
    private static final int MAX_SOURCE_PARTITION = 1_000_000;
    private static final String ID = "id";

    private final KnownChains chains;

    public OperatorAcceptance(ChainsFile chains) {
        this.chains = new KnownChains(chains);
    }

    /**
     * {@code {id, rulesVersion, providerFeePpm, monthlyMinimumFee, monthlyMinimumVolume, sweepLimit, retentionMs,
     * maxIntentLifeMs}}; the two amounts in USDC.
     *
     * @param knownRules rules versions that the running folds can decide by: any other would stop them
     */
    public OperatorOrder<ParametersActivated> parameters(JsonNode body, Set<Integer> knownRules, Instant now) {
        JsonFields in = JsonFields.of(
                body,
                List.of(
                        ID,
                        "rulesVersion",
                        "providerFeePpm",
                        "monthlyMinimumFee",
                        "monthlyMinimumVolume",
                        "sweepLimit",
                        "retentionMs",
                        "maxIntentLifeMs"),
                Set.of());
        UUID id = requestId(in, now);
        int rulesVersion = (int) in.number("rulesVersion", Integer.MAX_VALUE);
        if (!knownRules.contains(rulesVersion)) {
            throw Refusal.UNKNOWN_RULES_VERSION.at(
                    "rulesVersion", "must be one that every running fold knows: " + knownRules);
        }
        long feePpm = in.number("providerFeePpm", MAX_FEE_PPM);
        long minimumFeeNanos = in.nanosOrZero("monthlyMinimumFee");
        if (minimumFeeNanos > MAX_MINIMUM_FEE_NANOS) {
            throw Refusal.AMOUNT_TOO_LARGE.at(
                    "monthlyMinimumFee", "must be at most " + Amounts.usdc(MAX_MINIMUM_FEE_NANOS));
        }
        long minimumVolumeNanos = in.nanosOrZero("monthlyMinimumVolume");
        int sweepLimit = (int) in.positive("sweepLimit", Integer.MAX_VALUE);
        long maxIntentLifeMs = in.positive("maxIntentLifeMs", MAX_RETENTION_MS);
        long retentionMs = in.positive("retentionMs", MAX_RETENTION_MS);
        if (retentionMs < maxIntentLifeMs) {
            throw Refusal.NUMBER_OUT_OF_RANGE.at("retentionMs", "must be at least maxIntentLifeMs");
        }
        return new OperatorOrder<>(
                id,
                Reach.BOTH,
                null,
                inputId -> new ParametersActivated(
                        inputId,
                        rulesVersion,
                        feePpm,
                        minimumFeeNanos,
                        minimumVolumeNanos,
                        sweepLimit,
                        retentionMs,
                        maxIntentLifeMs));
    }

    /** {@code {id, chainId, reason}}. */
    public OperatorOrder<HoldPlaced> hold(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(body, List.of(ID, "chainId", "reason"), Set.of());
        UUID id = requestId(in, now);
        long chainId = chains.require(in.number("chainId"), "chainId").chainId();
        String reason = in.sentence("reason");
        return new OperatorOrder<>(id, Reach.PAYERS, null, inputId -> new HoldPlaced(inputId, chainId, reason));
    }

    /** {@code {id, chainId}}. */
    public OperatorOrder<HoldReleased> release(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(body, List.of(ID, "chainId"), Set.of());
        UUID id = requestId(in, now);
        long chainId = chains.require(in.number("chainId"), "chainId").chainId();
        return new OperatorOrder<>(id, Reach.PAYERS, null, inputId -> new HoldReleased(inputId, chainId));
    }

    /** {@code {id, inputId, reason}}: the input is the one that the stopped fold names. */
    public OperatorOrder<InputQuarantined> quarantine(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(body, List.of(ID, "inputId", "reason"), Set.of());
        UUID id = requestId(in, now);
        InputId16 quarantined = AvroValues.id(in.uuid("inputId"));
        String reason = in.sentence("reason");
        return new OperatorOrder<>(id, Reach.BOTH, null, inputId -> new InputQuarantined(inputId, quarantined, reason));
    }

    /**
     * {@code {id, payer, chainId, nonce, resolution, [token], [transactionHash]}}: resolution CREDIT, RETURN or PLATFORM, token the
     * chain's USDC where it is not said, transactionHash that of the transfer back.
     */
    public OperatorOrder<SuspenseResolved> suspense(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body, List.of(ID, "payer", "chainId", "nonce", "resolution"), Set.of("token", "transactionHash"));
        UUID id = requestId(in, now);
        Address20 payer = AvroValues.address(in.address("payer"));
        KnownChains.Known chain = chains.require(in.number("chainId"), "chainId");
        EthAddress token = in.has("token") ? in.address("token") : chain.usdc();
        SuspenseResolution resolution = in.choice("resolution", SuspenseResolution.class);
        if (in.has("transactionHash") && resolution != SuspenseResolution.RETURN) {
            throw Refusal.UNKNOWN_FIELD.at("transactionHash", "goes with RETURN only");
        }
        SuspenseResolved.Builder resolved = SuspenseResolved.newBuilder()
                .setPayer(payer)
                .setChainId(chain.chainId())
                .setToken(AvroValues.address(token))
                .setNonce(AvroValues.word(in.bytes32("nonce")))
                .setResolution(resolution)
                .setTransactionHash(in.has("transactionHash") ? AvroValues.word(in.bytes32("transactionHash")) : null);
        return new OperatorOrder<>(
                id,
                Reach.PAYERS,
                payer,
                inputId -> SuspenseResolved.newBuilder(resolved)
                        .setInputId(inputId)
                        .build());
    }

    /** {@code {id, provider, disputeId, payer, intentId, upheld}}: upheld in USDC, "0" dismisses the dispute. */
    public OperatorOrder<DisputeDecided> decision(JsonNode body, Instant now) {
        JsonFields in =
                JsonFields.of(body, List.of(ID, "provider", "disputeId", "payer", "intentId", "upheld"), Set.of());
        UUID id = requestId(in, now);
        Address20 provider = AvroValues.address(in.address("provider"));
        Address20 payer = AvroValues.address(in.address("payer"));
        String intentId = in.id("intentId");
        long upheldNanos = in.nanosOrZero("upheld");
        String[] place = in.text("disputeId").split("-", -1);
        if (place.length != 2 || !isNumber(place[0]) || !isNumber(place[1])) {
            throw Refusal.INVALID_ID.at("disputeId", "must be PARTITION-SEQUENCE, as the dispute's own view shows it");
        }
        long partition = Long.parseLong(place[0]);
        long sequence = Long.parseLong(place[1]);
        if (partition > MAX_SOURCE_PARTITION) {
            throw Refusal.INVALID_ID.at("disputeId", "names no partition");
        }
        return new OperatorOrder<>(
                id,
                Reach.PROVIDERS,
                provider,
                inputId -> new DisputeDecided(
                        inputId,
                        provider,
                        payer,
                        intentId,
                        (int) partition,
                        sequence,
                        upheldNanos,
                        RequestedBy.GATEWAY));
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,18}");
    }

    private static UUID requestId(JsonFields in, Instant now) {
        UUID id = in.uuid(ID);
        if (id.version() != UUID_TIME_ORDERED || id.variant() != 2) {
            throw Refusal.INVALID_ID.at(ID, "must be a UUID of version 7, whose first 48 bits are its time");
        }
        Instant made = madeAt(id);
        if (made.isAfter(now.plus(CLOCK_SKEW))) {
            throw Refusal.REQUEST_ID_TIME.at(ID, "says " + made + ", but it is " + now);
        }
        if (made.isBefore(now.minus(REPEATABLE))) {
            throw Refusal.REQUEST_ID_TIME.at(
                    ID, "was made at " + made + "; make a new one, look at what the first one did before");
        }
        return id;
    }

    /** When a request id was made. */
    public static Instant madeAt(UUID requestId) {
        return Instant.ofEpochMilli(requestId.getMostSignificantBits() >>> UUID_TIME_SHIFT);
    }
}
