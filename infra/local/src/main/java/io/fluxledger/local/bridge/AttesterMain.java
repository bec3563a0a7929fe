package io.fluxledger.local.bridge;

import io.fluxledger.contracts.BridgeAttester;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;

/**
 * The attesters of a local stack's bridge as a process. {@code POST /pause} takes the bridge down, {@code POST /resume} brings
 * it back. A public deployment has its bridge's own attesters, and nothing of this.
 */
public final class AttesterMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AttesterMain.class);
    private static final int MAX_BODY_BYTES = 1_024;
    private static final int THRESHOLD = 2;

    private final BridgeAttester attester;
    private final HttpService http;

    private AttesterMain(Settings settings) {
        HttpService.Config config =
                new HttpService.Config(settings.string("http.host"), settings.integer("http.port"), MAX_BODY_BYTES);
        ChainsFile chains = ChainsFile.read(settings.path("chains.file"));
        String bridge = settings.string("bridge.name");
        Duration interval = settings.duration("poll.interval", Duration.ofMillis(500));
        List<Credentials> signers = new ArrayList<>();
        for (int i = 1; i <= THRESHOLD; i++) {
            signers.add(Credentials.create(
                    PrivateKey.fromHex(settings.secret("keys.attester." + i)).exposeHex()));
        }
        settings.assertAllRead();
        List<BridgeAttester.Bridge> bridges = new ArrayList<>();
        for (ChainsFile.Chain chain : chains.chains()) {
            for (ChainsFile.Bridge one : chain.bridges()) {
                if (one.name().equals(bridge)) {
                    bridges.add(new BridgeAttester.Bridge(
                            chain.chainId(), chain.rpcUrl(), one.address(), chain.confirmations(), 0));
                }
            }
        }
        attester = new BridgeAttester(bridges, signers, signers.getFirst());
        http = new HttpService(config, new Health(), new Metrics());
        http.route("POST", "/pause", call -> {
            attester.pause();
            return HttpReply.json(200, Map.of("paused", true));
        });
        http.route("POST", "/resume", call -> {
            attester.resume();
            return HttpReply.json(200, Map.of("paused", false));
        });
        http.start();
        attester.start(interval);
        LOG.warn("attesters of {} bridges on port {}: for development chains only", bridges.size(), http.port());
    }

    public static void main(String[] args) {
        ServiceRunner.run("bridge-attester", args, AttesterMain::new);
    }

    @Override
    public void close() {
        http.close();
        attester.close();
    }
}
