package io.fluxledger.local.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.chain.ChainUnavailableException;
import io.fluxledger.audit.prove.Proof;
import io.fluxledger.local.DataOption;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.StackState;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.servers.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "proof",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fetches the proof that a journal line is in its batch, holds it against the line on the log, computes leaf and root here,"
                    + " and asks the chain for the anchored root and for its own verdict.",
            "Exit status 0 when everything agrees, 1 otherwise."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./ledger proof ledger.journal.v1:3:17", "  ./ledger proof ledger.journal.v1:3:17 --out proof.json"
        })
public final class ProofCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ENTRY", description = "topic:partition:offset of a line, or the id of an input.")
    private String entry = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the proof here, as JSON.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        StackDirectory directory = data.directory();
        StackState state = StackState.require(directory);
        JsonNode answer = fetch(state);
        if (out != null) {
            Files.writeString(out, answer.toPrettyString() + "\n");
        }
        Proof proof = Proof.of(answer);
        ProvenLine line = ProvenLine.read(clients(state), answer.path("entry").asText());
        Optional<String> other = line.otherThanAsked(entry).or(() -> line.otherThanProven(proof));
        boolean agrees = proof.agrees();
        print.printf("entry  %s%n", answer.path("entry").asText());
        print.printf(
                "line   %s%n", other.map(why -> "NOT proven: " + why).orElse("of the log, the one that was asked for"));
        print.printf("value  %s%n", String.join(" ", proof.leaf().values()));
        print.printf("leaf   0x%s%n", HexFormat.of().formatHex(proof.leaf().leafHash()));
        print.printf(
                "root   0x%s of batch %d: %s%n",
                HexFormat.of().formatHex(proof.computedRoot()),
                proof.batchId(),
                agrees ? "the proof leads to it" : "NOT the one that the proof is for");
        agrees &= onChain(print, proof, ChainsFile.read(directory.chainsFile()));
        print.flush();
        return agrees && other.isEmpty() ? 0 : 1;
    }

    private static KafkaClients clients(StackState state) {
        return new KafkaClients(
                state.bootstrap(),
                new EventSerde(new SchemaRegistryClient(SchemaRegistry.confluentApi(state.port(Parts.REGISTRY)))));
    }

    private JsonNode fetch(StackState state) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(state.url(Parts.AUDIT) + "/v1/audit/proofs/"
                                    + URLEncoder.encode(entry, StandardCharsets.UTF_8)))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = Json.STRICT.readTree(answer.body());
            if (answer.statusCode() != OK) {
                throw new StackException(
                        json.path("title").asText() + ": " + json.path("detail").asText());
            }
            return json;
        }
    }

    private static boolean onChain(PrintWriter print, Proof proof, ChainsFile chains) {
        ChainsFile.Chain home = chains.chain(chains.homeChainId()).orElseThrow();
        ChainCalls calls = new ChainCalls(home);
        try {
            byte[] anchored = calls.anchoredRoot(proof.batchId());
            if (new java.math.BigInteger(1, anchored).signum() == 0) {
                print.printf("chain  %s has no root of batch %d yet%n", home.name(), proof.batchId());
                return false;
            }
            boolean same = Arrays.equals(anchored, proof.root());
            boolean verified = calls.verify(proof.batchId(), proof.leaf().encoded(), proof.siblings());
            print.printf(
                    "chain  %s anchored %s; FluxPayAudit.verify says %s%n",
                    home.name(), same ? "that root" : "ANOTHER root", verified);
            return same && verified;
        } catch (ChainUnavailableException e) {
            print.printf("chain  %s%n", e.getMessage());
            return false;
        }
    }
}
