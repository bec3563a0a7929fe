package io.fluxledger.contracts;

import io.fluxledger.contracts.BridgeTransfer.Attested;
import io.fluxledger.contracts.FluxBridgeAbi.Attestation;
import io.fluxledger.contracts.FluxBridgeAbi.Event;
import io.fluxledger.contracts.FluxBridgeAbi.Locked;
import io.fluxledger.contracts.FluxBridgeAbi.State;
import java.math.BigInteger;
import java.util.List;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** Two anvil nodes whose bridges know each other. */
final class TwoChains implements AutoCloseable {
    final LocalChain source = new LocalChain(43114);
    final LocalChain destination = new LocalChain(42161);

    TwoChains() throws Exception {
        source.chainDeployer.connect(source.contracts, destination.contracts);
        destination.chainDeployer.connect(destination.contracts, source.contracts);
    }

    /** The payer locks on the source for the provider on the destination. */
    BridgeTransfer lock(long amountMicros) {
        source.chainDeployer.mintUsdc(source.payer.getAddress(), amountMicros);
        String bridge = source.contracts.bridge();
        source.send(source.payer, source.contracts.usdc(), UsdcAbi.approve(bridge, amountMicros));
        TransactionReceipt receipt = source.send(
                source.payer,
                bridge,
                FluxBridgeAbi.lock(
                        source.contracts.usdc(),
                        BigInteger.valueOf(amountMicros),
                        destination.chainId,
                        source.provider.getAddress()));
        return locked(receipt);
    }

    BridgeTransfer locked(TransactionReceipt receipt) {
        return ((Locked) events(source, receipt).getFirst()).transfer();
    }

    static List<Event> events(LocalChain on, TransactionReceipt receipt) {
        return FluxBridgeAbi.events(on.chainId, on.contracts.bridge(), receipt.getLogs());
    }

    /** Signatures of the first two attesters, as many as must sign. */
    List<Attestation> attest(BridgeTransfer transfer, Attested attested) {
        return BridgeAttester.attestations(source.attesters.subList(0, 2), transfer, attested);
    }

    byte[] release(BridgeTransfer transfer) {
        return FluxBridgeAbi.release(transfer, attest(transfer, Attested.RELEASE));
    }

    byte[] cancel(BridgeTransfer transfer) {
        return FluxBridgeAbi.cancel(transfer, attest(transfer, Attested.CANCEL));
    }

    byte[] refund(BridgeTransfer transfer) {
        return FluxBridgeAbi.refund(transfer, attest(transfer, Attested.REFUND));
    }

    static State state(LocalChain on, BridgeTransfer transfer) {
        return FluxBridgeAbi.decodeState(
                on.chain.call(null, on.contracts.bridge(), FluxBridgeAbi.stateOf(transfer.id())));
    }

    static BigInteger liquidity(LocalChain on) {
        return TokenAbi.decodeAmount(
                on.chain.call(null, on.contracts.bridge(), FluxBridgeAbi.liquidity(on.contracts.usdc())));
    }

    TransactionReceipt onSource(Credentials sender, byte[] data) {
        return source.send(sender, source.contracts.bridge(), data);
    }

    TransactionReceipt onDestination(Credentials sender, byte[] data) {
        return destination.send(sender, destination.contracts.bridge(), data);
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }
}
