package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.chain.EvmNode;
import io.fluxledger.relayer.chain.TreasuryNode;
import io.fluxledger.relayer.watch.ReceivedTransfer;
import io.fluxledger.relayer.watch.WatchedTreasury;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;

/** A treasury is watched as long as one of its chain's nodes answers. */
class TreasuryNodeTest {
    @Test
    void theNodeThatAnswersIsAsked() throws Exception {
        TestChain chain = TestChains.shared().home();
        Credentials sender = ChainPeople.newPerson();
        chain.mintUsdc(sender.getAddress(), 5);
        chain.fundGas(sender.getAddress());
        String watched = ChainPeople.newPerson().getAddress().toLowerCase(Locale.ROOT);
        List<URI> urls = List.of(URI.create("http://127.0.0.1:1"), chain.rpcUrl());
        try (EvmNode node = new EvmNode(urls, chain.chainId(), 1)) {
            TreasuryNode treasury = new TreasuryNode(
                    node,
                    new WatchedTreasury(chain.chainId(), chain.contracts().usdc(), watched, Set.of()),
                    Clock.systemUTC());
            long before = treasury.finalBlock();
            String hash = ChainPeople.send(chain, sender, UsdcAbi.transfer(watched, 5));
            long after = treasury.finalBlock();
            assertThat(treasury.received(before + 1, after))
                    .singleElement()
                    .satisfies(received -> {
                        assertThat(received.amountMicros()).isEqualTo(5);
                        assertThat(received.transactionHash()).isEqualTo(hash);
                        assertThat(received.blockNumber()).isBetween(before + 1, after);
                    })
                    .extracting(ReceivedTransfer::authorizationNonce)
                    .isNull();
        }
    }
}
