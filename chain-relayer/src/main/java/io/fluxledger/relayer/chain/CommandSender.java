package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.send.Fees;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.MinedTransaction;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** Does on chain what one lane wants done: one chain, one signer. */
public final class CommandSender {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSender.class);

    private final EvmNode node;
    private final TransactionSigner signer;
    /** The signer's account, 0x-hex. */
    private final String account;

    private final Eip712Domain usdcDomain;
    private final Clock clock;

    /** @param usdcDomain EIP-712 domain of the chain's USDC */
    public CommandSender(EvmNode node, TransactionSigner signer, Eip712Domain usdcDomain, Clock clock) {
        this.node = node;
        this.signer = signer;
        this.account = signer.address().toString();
        this.usdcDomain = usdcDomain;
        this.clock = clock;
    }

    public LaneEvent head() {
        try {
            return node.head(account, clock.millis());
        } catch (ChainUnavailableException e) {
            return unreachable(e);
        }
    }

    /** All actions but {@link LaneAction.Announce}, which does not concern the chain. */
    public LaneEvent perform(LaneAction action) {
        try {
            return switch (action) {
                case LaneAction.LookUp lookUp -> lookUp(lookUp);
                case LaneAction.Preflight preflight -> preflight(preflight);
                case LaneAction.Sign sign -> sign(sign);
                case LaneAction.Bump bump -> bump(bump);
                case LaneAction.Send send -> send(send);
                case LaneAction.Announce announce ->
                    throw new IllegalArgumentException(
                            "Not for the chain: " + announce.command().getCommandId());
            };
        } catch (ChainUnavailableException e) {
            return unreachable(e);
        } catch (SigningException e) {
            // Whether it may pass later or is not allowed at all: nothing is signed, and somebody must see why.
            LOG.error("Chain {}: not signed: {}", node.chainId(), e.getMessage());
            return new LaneEvent.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    /** What this signer signed before this process began counts against its caps. */
    public void restore(ChainTransaction saved) {
        saved.getAttempts().forEach(attempt -> signer.restore(bytes(attempt.getRaw()), attempt.getSignedAtMs()));
    }

    private LaneEvent.Unreachable unreachable(ChainUnavailableException e) {
        LOG.warn("Chain {} of {} does not answer: {}", node.chainId(), account, e.getMessage());
        return new LaneEvent.Unreachable(String.valueOf(e.getMessage()));
    }

    private LaneEvent lookUp(LaneAction.LookUp lookUp) throws ChainUnavailableException {
        String id = lookUp.command().getCommandId();
        for (Hash32 attempt : lookUp.attempts().reversed()) {
            Optional<TransactionReceipt> receipt = node.receipt(Numeric.toHexString(attempt.bytes()));
            if (receipt.isPresent()) {
                return new LaneEvent.Mined(id, mined(lookUp.command(), attempt, receipt.get()));
            }
        }
        return new LaneEvent.NotMined(id);
    }

    private MinedTransaction mined(ChainCommand command, Hash32 hash, TransactionReceipt receipt)
            throws ChainUnavailableException {
        if (!receipt.isStatusOK()) {
            Optional<MinedTransaction> other = madeByAnother(command);
            if (other.isPresent()) {
                return other.get();
            }
        }
        Optional<CommandEffects.Effect> effect =
                receipt.isStatusOK() ? CommandEffects.of(command, receipt.getLogs()) : Optional.empty();
        String reason = "";
        if (!receipt.isStatusOK()) {
            reason = node.failure(account, receipt, to(command), bytes(command.getData()));
        } else if (effect.isEmpty()) {
            reason = "mined without the event that was expected";
        }
        return new MinedTransaction(
                hash,
                receipt.getBlockNumber().longValueExact(),
                new Hash32(Numeric.hexStringToByteArray(receipt.getBlockHash())),
                effect.isPresent(),
                receipt.getGasUsed().longValueExact(),
                effect.map(CommandEffects.Effect::amountMicros).orElse(0L),
                effect.map(CommandEffects.Effect::feeMicros).orElse(0L),
                reason);
    }

    /** A payer's authorization may be one that anybody can execute; whoever did, the deposit is made. */
    private Optional<MinedTransaction> madeByAnother(ChainCommand command) throws ChainUnavailableException {
        if (command.getKind() != CommandKind.DEPOSIT) {
            return Optional.empty();
        }
        return node.lastEvent(to(command), UsdcAbi.usedTopics(CommandEffects.authorization(command)))
                .filter(receipt -> receipt.isStatusOK() && CommandEffects.isDeposited(command, receipt.getLogs()))
                .map(receipt -> new MinedTransaction(
                        new Hash32(Numeric.hexStringToByteArray(receipt.getTransactionHash())),
                        receipt.getBlockNumber().longValueExact(),
                        new Hash32(Numeric.hexStringToByteArray(receipt.getBlockHash())),
                        true,
                        0,
                        command.getAmountMicros(),
                        0,
                        ""));
    }

    private LaneEvent preflight(LaneAction.Preflight preflight) throws ChainUnavailableException, SigningException {
        ChainCommand command = preflight.command();
        byte[] data;
        try {
            data = calldata(command, preflight.dependencyHash());
            signer.check(node.chainId(), EthAddress.of(command.getTo().bytes()), data);
        } catch (SigningException.NotAllowed e) {
            LOG.error("{} {}: {}", command.getKind(), command.getCommandId(), e.getMessage());
            return new LaneEvent.PreflightReverted(command.getCommandId(), String.valueOf(e.getMessage()));
        }
        DryRun result = node.dryRun(account, to(command), data);
        return switch (result) {
            case DryRun.Passes passes -> new LaneEvent.PreflightPassed(command.getCommandId(), passes.gasLimit());
            case DryRun.Reverts reverts -> {
                Optional<MinedTransaction> other = madeByAnother(command);
                if (other.isPresent()) {
                    yield new LaneEvent.Mined(command.getCommandId(), other.get());
                }
                LOG.info("{} {} would revert: {}", command.getKind(), command.getCommandId(), reverts.reason());
                yield new LaneEvent.PreflightReverted(command.getCommandId(), reverts.reason());
            }
        };
    }

    private LaneEvent sign(LaneAction.Sign sign) throws SigningException {
        ChainCommand command = sign.command();
        byte[] data = calldata(command, sign.dependencyHash());
        return signed(command, sign.nonce(), sign.gasLimit(), data, sign.fees());
    }

    private LaneEvent bump(LaneAction.Bump bump) throws SigningException {
        RawTransaction last =
                TransactionDecoder.decode(Numeric.toHexString(bytes(bump.last().getRaw())));
        byte[] data = Numeric.hexStringToByteArray(last.getData());
        return signed(bump.command(), bump.nonce(), last.getGasLimit(), data, bump.fees());
    }

    private LaneEvent signed(ChainCommand command, long nonce, BigInteger gasLimit, byte[] data, Fees fees)
            throws SigningException {
        RawTransaction transaction = RawTransaction.createTransaction(
                node.chainId(),
                BigInteger.valueOf(nonce),
                gasLimit,
                to(command),
                BigInteger.ZERO,
                Numeric.toHexString(data),
                fees.priorityFeeWei(),
                fees.maxFeeWei());
        byte[] raw = signer.sign(transaction);
        TransactionAttempt attempt = TransactionAttempt.newBuilder()
                .setTransactionHash(new Hash32(Hash.sha3(raw)))
                .setRaw(ByteBuffer.wrap(raw))
                .setMaxFeePerGasWei(fees.maxFeeWei().toString())
                .setMaxPriorityFeePerGasWei(fees.priorityFeeWei().toString())
                .setSignedAtMs(clock.millis())
                .build();
        return new LaneEvent.AttemptSigned(command.getCommandId(), nonce, attempt);
    }

    private LaneEvent send(LaneAction.Send send) throws ChainUnavailableException {
        // "already known" and "nonce too low" say nothing for sure; the receipts of all attempts will.
        node.sendRaw(bytes(send.attempt().getRaw()))
                .ifPresent(refusal -> LOG.info(
                        "{} {}: the node says {}",
                        send.command().getKind(),
                        send.command().getCommandId(),
                        refusal));
        return new LaneEvent.Broadcast(send.command().getCommandId());
    }

    /** The command's call, with what could not be known when it was planned. */
    private byte[] calldata(ChainCommand command, @Nullable Hash32 dependencyHash) throws SigningException {
        byte[] data = bytes(command.getData());
        return switch (command.getKind()) {
            case WITHDRAWAL, PAYOUT -> {
                TransferAuthorization authorization = TransferAuthorization.ofCall(data);
                yield authorization.call(signature(authorization));
            }
            case AUDIT_SETTLEMENT, AUDIT_REFUND ->
                FluxPayAuditAbi.withTransaction(
                        data,
                        Objects.requireNonNull(dependencyHash, "transaction of the dependency")
                                .bytes());
            case BRIDGE_LOCK -> BridgeLock.signed(command, data, signer, usdcDomain);
            case DEPOSIT, ESCROW_AUTHORIZE, ESCROW_CAPTURE, ESCROW_VOID, AUDIT_INTENT, SWAP_APPROVE, SWAP_PAY -> data;
        };
    }

    private byte[] signature(TransferAuthorization authorization) throws SigningException {
        Eip3009Authorization transfer = Eip3009Authorization.ofMicros(
                EthAddress.parse(authorization.from()),
                EthAddress.parse(authorization.to()),
                authorization.amountMicros(),
                authorization.validAfterS(),
                authorization.validBeforeS(),
                Bytes32.parse(authorization.nonce()));
        return signer.authorizeTransfer(transfer, usdcDomain).bytes();
    }

    private static String to(ChainCommand command) {
        return Numeric.toHexString(command.getTo().bytes());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
