package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of commands, with what could not be known when they were planned: signatures and other transactions' hashes. */
final class SignedCalls {
    /** More than a lane looks at and signs in one turn. */
    private static final int MAX_PAYMENTS = 2_048;

    private final TransactionSigner signer;
    private final Eip712Domain usdcDomain;
    private final NodeSession node;
    private final @Nullable PrivateCalls privately;
    /** Calls of payments, by command, oldest first: what is signed for its dry run is not signed again to be sent. */
    private final Map<String, byte[]> payments = new LinkedHashMap<>();

    /** @param privately makes the calls that need proofs; null for a key that makes none */
    SignedCalls(TransactionSigner signer, Eip712Domain usdcDomain, NodeSession node, @Nullable PrivateCalls privately) {
        this.signer = signer;
        this.usdcDomain = usdcDomain;
        this.node = node;
        this.privately = privately;
    }

    /**
     * @throws SigningException when what the call carries is not signed
     * @throws NotReadyException when what the call needs is not there yet
     */
    byte[] of(ChainCommand command, @Nullable Hash32 dependencyHash)
            throws SigningException, NotReadyException, ChainUnavailableException {
        ByteBuffer planned = command.getData().duplicate();
        byte[] data = new byte[planned.remaining()];
        planned.get(data);
        return switch (command.getKind()) {
            case WITHDRAWAL, PAYOUT, RESERVE_FUND -> payment(command.getCommandId(), data);
            case AUDIT_SETTLEMENT, AUDIT_REFUND ->
                FluxPayAuditAbi.withTransaction(
                        data,
                        Objects.requireNonNull(dependencyHash, "transaction of the dependency")
                                .bytes());
            case BRIDGE_LOCK -> BridgeLock.signed(command, data, signer, usdcDomain);
            case PRIVATE_PAYOUT, RESERVE_DEPOSIT, RESERVE_WITHDRAW -> {
                if (privately == null) {
                    throw new NotReadyException("no encryption key is configured for " + signer.address());
                }
                yield privately.of(node, command);
            }
            case DEPOSIT,
                    ESCROW_AUTHORIZE,
                    ESCROW_CAPTURE,
                    ESCROW_VOID,
                    AUDIT_INTENT,
                    SWAP_APPROVE,
                    SWAP_PAY,
                    RESERVE_APPROVE,
                    RESERVE_RETURN,
                    AUDIT_ANCHOR -> data;
        };
    }

    /** Whether it is a payment whose authorization it carries: anybody may send it. */
    static boolean isPayment(CommandKind kind) {
        return kind == CommandKind.WITHDRAWAL || kind == CommandKind.PAYOUT || kind == CommandKind.RESERVE_FUND;
    }

    private byte[] payment(String commandId, byte[] planned) throws SigningException {
        byte[] known = payments.get(commandId);
        if (known != null) {
            return known;
        }
        TransferAuthorization authorization = TransferAuthorization.ofCall(planned);
        byte[] call = authorization.call(signature(authorization));
        payments.put(commandId, call);
        if (payments.size() > MAX_PAYMENTS) {
            payments.remove(payments.keySet().iterator().next());
        }
        return call;
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
}
