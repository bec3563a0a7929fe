package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainViewTest {
    private final TestChain chain = TestChains.shared().home();

    @Test
    void whoeverAsksADeadNodeBeginsAnewWithTheNext() throws Exception {
        List<URI> urls = List.of(URI.create("http://127.0.0.1:1"), chain.rpcUrl());
        try (ChainView view = new ChainView(urls, chain.chainId(), 1)) {
            assertThatThrownBy(view::finalBlock).isInstanceOf(ChainUnavailableException.class);
            assertThat(view.finalBlock()).isPositive();
            assertThat(view.finalBlock()).isPositive();
        }
    }
}
