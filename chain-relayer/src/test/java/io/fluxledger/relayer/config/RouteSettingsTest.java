package io.fluxledger.relayer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.relayer.route.Network;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteSettingsTest {
    private static final String POOL = "0x00000000000000000000000000000000000000B1";
    private static final String TOKEN = "0x00000000000000000000000000000000000000B2";

    @Test
    void bridgesPoolsAndPricesMakeTheNetwork() {
        RouteConfig config = RouteSettings.from(
                        Settings.of(Map.of("routes.coin.prices", "AVAX=20.5,*=1")),
                        file(List.of(42161L), List.of(43114L)))
                .orElseThrow();
        Network network = config.network();
        assertThat(network.bridges())
                .extracting(Network.Bridge::key)
                .containsExactly("fluxbridge:42161>43114", "fluxbridge:43114>42161");
        assertThat(network.bridges().getFirst().exit()).isEqualTo(address(43114, 9));
        assertThat(network.chain(43114).orElseThrow().coinPriceMicros()).isEqualTo(20_500_000);
        assertThat(network.chain(42161).orElseThrow().coinPriceMicros()).isEqualTo(1_000_000);
        assertThat(network.chain(43114).orElseThrow().congestedWei()).isEqualTo(200_000_000_000L);
        assertThat(network.pools()).hasSize(2).allSatisfy(pool -> {
            assertThat(pool.contract()).isLowerCase();
            assertThat(pool.symbol()).isEqualTo("dEUR");
        });
        assertThat(config.interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.bridgeSeconds()).isEqualTo(60);
    }

    @Test
    void withoutBridgesNoRoutesAreRun() {
        ChainsFile.Chain alone = plain(43114);
        ChainsFile file =
                new ChainsFile(43114, new ChainsFile.Domain("n", "1", 43114, address(43114, 1)), List.of(alone));
        assertThat(RouteSettings.from(Settings.of(Map.of()), file)).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsAnErrorAtStart() {
        assertThatThrownBy(() -> RouteSettings.from(Settings.of(Map.of()), file(List.of(1L), List.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The bridge fluxbridge of chain 43114 leads to 1, which has no such bridge");
        assertThatThrownBy(() -> RouteSettings.from(
                        Settings.of(Map.of("routes.coin.prices", "AVAX")), file(List.of(), List.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"AVAX\" is no coin=price");
    }

    private static ChainsFile file(List<Long> fromHome, List<Long> fromRemote) {
        return new ChainsFile(
                43114,
                new ChainsFile.Domain("n", "1", 43114, address(43114, 1)),
                List.of(chain(43114, fromHome), chain(42161, fromRemote)));
    }

    private static ChainsFile.Chain chain(long chainId, List<Long> destinations) {
        return plain(chainId)
                .with(
                        List.of(new ChainsFile.Bridge("fluxbridge", address(chainId, 9), destinations)),
                        POOL,
                        List.of(new ChainsFile.Token("dEUR", TOKEN, 8)));
    }

    private static ChainsFile.Chain plain(long chainId) {
        return new ChainsFile.Chain(
                chainId,
                "chain" + chainId,
                URI.create("http://127.0.0.1:1"),
                address(chainId, 2),
                "USD Coin",
                "2",
                address(chainId, 3),
                address(chainId, 4),
                address(chainId, 5),
                address(chainId, 6),
                address(chainId, 7),
                2);
    }

    private static String address(long chainId, int which) {
        return "0x%038x%02x".formatted(chainId, which);
    }
}
