package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.KnownChains.KnownChain;
import org.junit.jupiter.api.Test;

class KnownChainsTest {
    /** Written down a second time, so that a slip in the list is seen. */
    @Test
    void everyChainIsWhatItIsElsewhere() {
        String table = """
                1        ethereum         0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48
                10       optimism         0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85
                130      unichain         0x078D782b760474a361dDA0AF3839290b0EF57AD6
                137      polygon          0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359
                146      sonic            0x29219dd400f2Bf60E5a23d13Be72B486D4038894
                480      worldchain       0x79A02482A880bCE3F13e09Da970dC34db4CD24d1
                1329     sei              0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392
                8453     base             0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913
                42161    arbitrum         0xaf88d065e77c8cC2239327C5EDb3A432268e5831
                42220    celo             0xcebA9300f2b948710d2653dD7B07f33A8B32118C
                43114    avalanche        0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E
                59144    linea            0x176211869cA2b568f2A7D4EE941E073a821EE1ff
                11155111 sepolia          0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238
                43113    fuji             0x5425890298aed601595a70AB815c96711a31Bc65
                84532    base-sepolia     0x036CbD53842c5426634e7929541eC2318f3dCF7e
                421614   arbitrum-sepolia 0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d
                """;
        assertThat(KnownChains.all().stream().map(chain -> chain.chainId() + " " + chain.name() + " " + chain.usdc()))
                .containsExactlyElementsOf(
                        table.lines().map(line -> line.replaceAll(" +", " ")).toList());
    }

    @Test
    void finalityIsTheTimeOfItsBlocks() {
        for (KnownChain chain : KnownChains.all()) {
            long blocksMs = chain.confirmations() * chain.traits().blockTimeMs();
            assertThat(blocksMs)
                    .as(chain.name())
                    .isBetween(chain.traits().finalityS() * 300, chain.traits().finalityS() * 1_000);
            assertThat(chain.traits().gasCeilingGwei())
                    .as(chain.name())
                    .isGreaterThan(chain.traits().congestionGwei());
            assertThat(chain.source()).as(chain.name()).isNotBlank();
            assertThat(KnownChains.byName(chain.name())).contains(chain);
            assertThat(KnownChains.byId(chain.chainId())).contains(chain);
        }
    }
}
