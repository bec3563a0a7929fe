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

    SignedCalls(TransactionSigner signer, Eip712Domain usdcDomain) {
        this.signer = signer;
        this.usdcDomain = usdcDomain;
    }

    /** @throws SigningException when what the call carries is not signed */
    byte[] of(ChainCommand command, @Nullable Hash32 dependencyHash) throws SigningException {
        ByteBuffer planned = command.getData().duplicate();
        byte[] data = new byte[planned.remaining()];
        planned.get(data);
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
}
