package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WithdrawalRequested;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.ProviderRegistrationMessage;
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.WalletSignature;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Turns requests into inputs. Every method throws {@link ProblemException} with a {@link Refusal} as code and, where one
 * is at fault, the field; what it returns is well-formed and signed by whom it must be. Amounts in JSON are decimal
 * strings in USDC, times are whole numbers in the unit of their name (validAfter and validBefore: Unix seconds).
 */
public final class Acceptance {
    private static final String SIGNATURE = "signature";

    private final Eip712Domain domain;
    private final KnownChains chains;
    private final AcceptanceLimits limits;
    private final DepositAcceptance deposits;
    private final IntentAcceptance intents;
    private final RecordSignatures records;
    private final Supplier<UUID> inputIds;

    public Acceptance(ChainsFile chains, AcceptanceLimits limits) {
        this(chains, limits, UUID::randomUUID);
    }

    /** @param inputIds gives a new id for each input */
    public Acceptance(ChainsFile chains, AcceptanceLimits limits, Supplier<UUID> inputIds) {
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
        this.chains = new KnownChains(chains);
        this.limits = limits;
        this.inputIds = inputIds;
        this.deposits = new DepositAcceptance(this.chains, limits, inputIds);
        this.intents = new IntentAcceptance(domain, this.chains, limits, inputIds);
        this.records = new RecordSignatures(domain, this.chains);
    }

    /** As {@link DepositAcceptance#accept(JsonNode, Instant)}. */
    public DepositRequested deposit(JsonNode body, Instant now) {
        return deposits.accept(body, now);
    }

    /**
     * {@code {intentId, payer, provider, maxAmount, deadlineMs, payoutMode, payoutChainId, nonce, signature, [escrow]}}.
     * With escrow the payer's EIP-3009 signature in it may stand alone (signature absent or the same), if the salt is
     * {@link EscrowPaymentInfo#saltFor} the intent id. Without escrow a session key of the payer may sign.
     */
    public IntentLocked intent(JsonNode body, SessionLookup sessions, Instant now) {
        return intents.accept(body, sessions, now);
    }

    /**
     * {@code {intentId, payer, provider, used, inputTokens, outputTokens, payoutChainId, nonce, timestampMs, signature}},
     * signed by the provider. The time is informative, so that a provider's wrong clock costs it nothing.
     */
    public UsageReceipt receipt(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body,
                List.of(
                        "intentId",
                        "payer",
                        "provider",
                        "used",
                        "inputTokens",
                        "outputTokens",
                        "payoutChainId",
                        "nonce",
                        "timestampMs",
                        SIGNATURE),
                Set.of());
        UsageReceipt receipt = UsageReceipt.newBuilder()
                .setInputId(nextId())
                .setIntentId(IntentIds.field(in.id("intentId")))
                .setPayer(AvroValues.address(in.address("payer")))
                .setProvider(AvroValues.address(in.address("provider")))
                .setUsedNanos(in.nanos("used"))
                .setInputTokens(in.number("inputTokens"))
                .setOutputTokens(in.number("outputTokens"))
                .setPayoutChainId(in.number("payoutChainId"))
                .setNonce(AvroValues.word(in.bytes32("nonce")))
                .setTimestampMs(in.number("timestampMs"))
                .setSignature(AvroValues.signature(in.signature(SIGNATURE)))
                .build();
        verify(receipt);
        return receipt;
    }

    /** {@code {intentId, payer, provider, nonce, signature}}, signed by the provider; the ledger refuses the payer's. */
    public SettlementRequested settlement(JsonNode body) {
        JsonFields in = JsonFields.of(body, List.of("intentId", "payer", "provider", "nonce", SIGNATURE), Set.of());
        SettlementRequestMessage message = new SettlementRequestMessage(
                in.id("intentId"), in.address("payer"), in.address("provider"), in.bytes32("nonce"));
        EthSignature signature = in.signature(SIGNATURE);
        return SettlementRequested.newBuilder()
                .setInputId(nextId())
                .setPayer(AvroValues.address(message.payer()))
                .setIntentId(IntentIds.field(message.intentId()))
                .setProvider(AvroValues.address(message.provider()))
                .setRequestedBy(records.requestedBy(message, message.payer(), message.provider(), signature))
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    /** {@code {intentId, payer, provider, reason, nonce, signature}}, signed by the provider; the ledger refuses the payer's. */
    public RefundRequested refund(JsonNode body) {
        JsonFields in =
                JsonFields.of(body, List.of("intentId", "payer", "provider", "reason", "nonce", SIGNATURE), Set.of());
        RefundRequestMessage message = new RefundRequestMessage(
                in.id("intentId"),
                in.address("payer"),
                in.address("provider"),
                in.choice("reason", RefundReason.class).name(),
                in.bytes32("nonce"));
        EthSignature signature = in.signature(SIGNATURE);
        return RefundRequested.newBuilder()
                .setInputId(nextId())
                .setPayer(AvroValues.address(message.payer()))
                .setIntentId(IntentIds.field(message.intentId()))
                .setProvider(AvroValues.address(message.provider()))
                .setReason(RefundReason.valueOf(message.reason()))
                .setRequestedBy(records.requestedBy(message, message.payer(), message.provider(), signature))
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    /** A withdrawal that is well-formed; who signed it has not been checked. */
    public record StatedWithdrawal(WithdrawalRequestMessage message, WalletSignature signature) {}

    /** {@code {withdrawalId, payer, chainId, amount, recipient, validBeforeMs, nonce, signature}}, signed by the payer. */
    public StatedWithdrawal readWithdrawal(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body,
                List.of("withdrawalId", "payer", "chainId", "amount", "recipient", "validBeforeMs", "nonce", SIGNATURE),
                Set.of());
        WithdrawalRequestMessage message = new WithdrawalRequestMessage(
                in.id("withdrawalId"),
                in.address("payer"),
                in.number("chainId"),
                in.nanosOfWholeMicros("amount"),
                in.address("recipient"),
                in.number("validBeforeMs"),
                in.bytes32("nonce"));
        WalletSignature signature = in.walletSignature(SIGNATURE);
        KnownChains.Known chain = chains.require(message.chainId(), "chainId");
        requireNotTreasury(message.recipient(), chain, "recipient");
        limits.checkValidity(message.validBeforeMs(), now);
        return new StatedWithdrawal(message, signature);
    }

    /** What the payer signs: 32 bytes. */
    public byte[] digest(StatedWithdrawal stated) {
        return stated.message().digest(domain);
    }

    /** Whether only a call on the withdrawal's chain can tell who signed. */
    public boolean needsChain(StatedWithdrawal stated) {
        return !stated.signature().isByKey(stated.message().payer(), digest(stated));
    }

    /**
     * The withdrawal, if the payer signed it: by a key, or as a contract wallet on the chain whose credits it wants.
     *
     * @param proof from that chain where {@link #needsChain} says so, else {@link WalletProof#NONE}
     */
    public WithdrawalRequested withdrawal(StatedWithdrawal stated, WalletProof proof) {
        WithdrawalRequestMessage message = stated.message();
        if (needsChain(stated)
                && !proof.proves(message.chainId(), message.payer(), digest(stated), stated.signature())) {
            throw Refusal.SIGNATURE_MISMATCH.at(
                    SIGNATURE,
                    "is not by " + message.payer() + " for these values and this domain, neither as a key nor as a"
                            + " contract on that chain");
        }
        return WithdrawalRequested.newBuilder()
                .setInputId(nextId())
                .setPayer(AvroValues.address(message.payer()))
                .setWithdrawalId(message.withdrawalId())
                .setChainId(message.chainId())
                .setAmountNanos(message.amountNanos())
                .setRecipient(AvroValues.address(message.recipient()))
                .setValidBeforeMs(message.validBeforeMs())
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(ByteBuffer.wrap(stated.signature().bytes()))
                .build();
    }

    /** {@code {provider, payoutAddress, payoutChainId, nonce, validBeforeMs, signature}}, signed by the provider. */
    public ProviderRegistered provider(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body,
                List.of("provider", "payoutAddress", "payoutChainId", "nonce", "validBeforeMs", SIGNATURE),
                Set.of());
        ProviderRegistrationMessage message = new ProviderRegistrationMessage(
                in.address("provider"),
                in.address("payoutAddress"),
                in.number("payoutChainId"),
                in.bytes32("nonce"),
                in.number("validBeforeMs"));
        EthSignature signature = in.signature(SIGNATURE);
        KnownChains.Known chain = chains.require(message.payoutChainId(), "payoutChainId");
        requireNotTreasury(message.payoutAddress(), chain, "payoutAddress");
        limits.checkValidity(message.validBeforeMs(), now);
        Signers.require(message.provider(), message.digest(domain), signature, SIGNATURE);
        return ProviderRegistered.newBuilder()
                .setInputId(nextId())
                .setProvider(AvroValues.address(message.provider()))
                .setPayoutAddress(AvroValues.address(message.payoutAddress()))
                .setPayoutChainId(message.payoutChainId())
                .setNonce(AvroValues.word(message.nonce()))
                .setValidBeforeMs(message.validBeforeMs())
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    /** A receipt as a producer wrote it to Kafka: form and the provider's signature. */
    public void verify(UsageReceipt receipt) {
        records.verify(receipt);
    }

    /** A request as a producer wrote it to Kafka: form, and signed by whom it says. */
    public void verify(SettlementRequested request) {
        records.verify(request);
    }

    /** A request as a producer wrote it to Kafka: form, and signed by whom it says. */
    public void verify(RefundRequested request) {
        records.verify(request);
    }

    /** Money from the treasury to itself would change the books without changing the asset. */
    private static void requireNotTreasury(EthAddress address, KnownChains.Known chain, String field) {
        if (address.equals(chain.treasury()) || address.equals(chain.usdc())) {
            throw Refusal.INVALID_ADDRESS.at(field, "must not be the treasury or the token");
        }
    }

    private InputId16 nextId() {
        return AvroValues.id(inputIds.get());
    }
}
