package io.fluxledger.bench.intake;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.Target;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.Median;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Metered calls through the gateway (lock, forward, receipt, settlement) against the published express server of x402, which
 * settles each call on chain, and against calling the provider directly.
 */
public final class CallsPart implements Part {
    private static final int ACCOUNTS = 1_000;
    private static final int CONNECTIONS = 64;
    private static final int OPEN_CONNECTIONS = 256;
    private static final int CALM_PER_S = 50;
    private static final int CALM_S = 20;
    /** Fewer, and what is measured is the compilers. */
    private static final int WARM_UPS = 4;

    private static final int HALF_RATE_S = 15;
    private static final int HALF_RATE_WARM_UP_S = 20;
    private static final int OK = 200;
    private static final byte[] BODY = ("{\"prompt\":\"" + "Explain how a hotel holds a deposit. ".repeat(5) + "\"}")
            .getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "calls";
    }

    @Override
    public String description() {
        return "metered calls against a server that settles each on chain, and against the provider itself";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        try (IntakeServers servers = IntakeServers.start(run);
                ChildProgram provider = servers.startProvider();
                OnChainServer onChain = OnChainServer.start(run)) {
            IntakeServers.awaitReady("the provider", provider, servers.providerPort());
            Payers payers = new Payers(run.options().seed(), ACCOUNTS, servers.chainsFile());
            servers.fund(payers);
            return new Measurement(run, servers, onChain, payers).figures();
        }
    }

    private static final class Measurement {
        private final BenchRun run;
        private final IntakeServers servers;
        private final OnChainServer onChain;
        private final Payers payers;
        private final HttpLoad gateway;
        private final HttpLoad provider;
        private final HttpLoad settling;

        Measurement(BenchRun run, IntakeServers servers, OnChainServer onChain, Payers payers) {
            this.run = run;
            this.servers = servers;
            this.onChain = onChain;
            this.payers = payers;
            gateway = new HttpLoad(servers.port(), OK);
            provider = new HttpLoad(servers.providerPort(), OK);
            settling = new HttpLoad(onChain.port(), OK);
        }

        List<Figure> figures() throws IOException, InterruptedException {
            int perRound = run.options().choose(500, 15_000);
            int perChainRound = run.options().choose(CONNECTIONS, 10 * CONNECTIONS);
            for (int i = 1; i <= WARM_UPS; i++) {
                HttpLoad.Result result = gateway.asFastAsPossible(calls(perRound), CONNECTIONS);
                run.progress(String.format(Locale.ROOT, "warming up, %d: %,.0f calls/s", i, result.perS()));
            }
            provider.asFastAsPossible(direct(perRound), CONNECTIONS);
            HttpLoad.Result paid = settling.asFastAsPossible(onChain.calls(perChainRound, BODY), CONNECTIONS);
            run.progress(String.format(Locale.ROOT, "warming up, on chain: %,.1f calls/s", paid.perS()));
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int round = 1; round <= run.options().rounds(); round++) {
                HttpLoad.Result result = gateway.asFastAsPossible(calls(perRound), CONNECTIONS);
                ours.add(result.perS());
                HttpLoad.Result settled = settling.asFastAsPossible(onChain.calls(perChainRound, BODY), CONNECTIONS);
                theirs.add(settled.perS());
                run.progress(String.format(
                        Locale.ROOT,
                        "round %d: calls %,.0f/s, p50 %.1f ms, p99 %.1f ms; on chain %,.1f/s, p50 %,.0f ms",
                        round,
                        result.perS(),
                        result.ms(50),
                        result.ms(99),
                        settled.perS(),
                        settled.ms(50)));
            }
            double callsPerS = Median.of(ours);
            atHalfRate(callsPerS, HALF_RATE_WARM_UP_S);
            HttpLoad.Result halfRate = atHalfRate(callsPerS, HALF_RATE_S);
            int calm = CALM_PER_S * run.options().choose(1, CALM_S);
            HttpLoad.Result bare = provider.atRate(direct(calm), CALM_PER_S, CONNECTIONS);
            HttpLoad.Result through = gateway.atRate(calls(calm), CALM_PER_S, CONNECTIONS);
            servers.stopStreams().forEach(run::progress);
            return report(callsPerS, Median.of(theirs), halfRate, bare, through);
        }

        private HttpLoad.Result atHalfRate(double callsPerS, int seconds) throws IOException, InterruptedException {
            int count = (int) (callsPerS / 2 * run.options().choose(1, seconds));
            return gateway.atRate(calls(count), callsPerS / 2, OPEN_CONNECTIONS);
        }

        private List<byte[]> calls(int count) {
            return payers.locks(count, servers.provider()).stream()
                    .map(Measurement::call)
                    .toList();
        }

        private static byte[] call(byte[] lock) {
            String payment = "{\"x402Version\":2,\"accepted\":{\"scheme\":\"fluxledger-credits\",\"network\":\"eip155:"
                    + IntakeServers.CHAIN_ID + "\"},\"payload\":{\"intent\":" + new String(lock, StandardCharsets.UTF_8)
                    + "}}";
            String header = Base64.getEncoder().encodeToString(payment.getBytes(StandardCharsets.UTF_8));
            return Connection.post(
                    "/providers/" + IntakeServers.PROVIDER + ProviderMain.PATH,
                    "PAYMENT-SIGNATURE: " + header + "\r\n",
                    BODY);
        }

        private static List<byte[]> direct(int count) {
            return Collections.nCopies(count, Connection.post(ProviderMain.PATH, "", BODY));
        }

        private static List<Figure> report(
                double callsPerS,
                double onChainPerS,
                HttpLoad.Result halfRate,
                HttpLoad.Result bare,
                HttpLoad.Result through) {
            String where =
                    "%d connections, %,d accounts; broker, streams, intake, provider and load on the same processors"
                            .formatted(CONNECTIONS, ACCOUNTS);
            return List.of(
                    Figure.of("calls_per_s", callsPerS, "calls/s")
                            .withTarget(Target.atLeast(800))
                            .against("lock, forward, receipt, settlement; " + where),
                    Figure.of("calls_vs_onchain_402", callsPerS / onChainPerS, "ratio")
                            .withTarget(Target.atLeast(50))
                            .against(String.format(
                                    Locale.ROOT,
                                    "@x402/express settling each call on a local chain with a block a second, %d"
                                            + " connections: %,.1f/s",
                                    CONNECTIONS,
                                    onChainPerS)),
                    Figure.of("gateway_added_p50_ms", through.ms(50) - bare.ms(50), "ms")
                            .withTarget(Target.atMost(12))
                            .against(String.format(
                                    Locale.ROOT,
                                    "%d calls/s, open loop: %.1f ms through the gateway, %.1f ms directly",
                                    CALM_PER_S,
                                    through.ms(50),
                                    bare.ms(50))),
                    Figure.of("call_p99_ms_half_rate", halfRate.ms(99), "ms")
                            .against(String.format(
                                    Locale.ROOT, "open loop at %,.0f/s, p50 %.1f ms", callsPerS / 2, halfRate.ms(50))));
        }
    }
}
