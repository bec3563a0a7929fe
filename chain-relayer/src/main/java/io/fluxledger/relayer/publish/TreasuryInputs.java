package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.relayer.watch.ReceivedTransfer;
import io.fluxledger.relayer.watch.WatchedTreasury;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.Keccak256;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the ledger is told of a transfer to the treasury. By authorization it is a deposit, known by the authorization's nonce
 * whoever sent it, so that the ledger counts it once; without one it waits in suspense.
 */
final class TreasuryInputs {
    private TreasuryInputs() {}

    static ConfirmationInputs.Input of(WatchedTreasury treasury, ReceivedTransfer transfer) {
        String place = treasury.key() + ":" + transfer.transactionHash() + ":" + transfer.logIndex();
        InputId16 id = EventIds.of("received:" + place);
        Address20 payer = new Address20(bytes(transfer.from()));
        Address20 token = new Address20(bytes(treasury.usdc()));
        Hash32 transaction = new Hash32(bytes(transfer.transactionHash()));
        String nonce = transfer.authorizationNonce();
        if (nonce == null) {
            return input(
                    transfer,
                    id,
                    TransferUnmatched.newBuilder()
                            .setInputId(id)
                            .setPayer(payer)
                            .setChainId(treasury.chainId())
                            .setToken(token)
                            .setNonce(new Hash32(Keccak256.hash(place)))
                            .setAmountMicros(transfer.amountMicros())
                            .setTransactionHash(transaction)
                            .setBlockNumber(transfer.blockNumber())
                            .build());
        }
        return input(
                transfer,
                id,
                CreditsDeposited.newBuilder()
                        .setInputId(id)
                        .setPayer(payer)
                        .setChainId(treasury.chainId())
                        .setToken(token)
                        .setNonce(new Hash32(bytes(nonce)))
                        .setAmountMicros(transfer.amountMicros())
                        .setTransactionHash(transaction)
                        .setBlockNumber(transfer.blockNumber())
                        .build());
    }

    private static ConfirmationInputs.Input input(ReceivedTransfer transfer, InputId16 id, SpecificRecord event) {
        return new ConfirmationInputs.Input(TopicCatalog.LEDGER_INPUTS, transfer.from(), id, event);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex, 2, hex.length());
    }
}
