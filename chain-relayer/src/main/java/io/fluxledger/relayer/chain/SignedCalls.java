package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of commands, with what could not be known when they were planned: signatures and other transactions' hashes. */
final class SignedCalls {
    private final TransactionSigner signer;
    private final Eip712Domain usdcDomain;
    private final NodeSession node;
    private final @Nullable PrivateCalls privately;

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
            case WITHDRAWAL, PAYOUT, RESERVE_FUND -> {
                TransferAuthorization authorization = TransferAuthorization.ofCall(data);
                yield authorization.call(signature(authorization));
            }
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
