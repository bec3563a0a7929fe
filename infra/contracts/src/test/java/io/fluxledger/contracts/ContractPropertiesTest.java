package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the fuzz and invariant tests in src/test/solidity with forge. A seed is fixed in foundry.toml. */
class ContractPropertiesTest {
    private static final int TIMEOUT_S = 1_200;
    private static final List<String> INVARIANTS = List.of(
            "invariant_whatCameInIsLockedOrPaidOutOrGivenBack()",
            "invariant_nobodyElseHasMoney()",
            "invariant_theBreakerStopsEntriesAndNeverExits()",
            "invariant_everyPayerCanLeaveAfterTheExpiry()",
            "invariant_eachTransferEndsOnceAndInOneWay()",
            "invariant_nothingIsReleasedThatWasNotLocked()");
    private static final List<String> PROPERTIES = List.of(
            "testFuzz_aCaptureIsSplitWithoutRest(uint120,uint16)",
            "testFuzz_aQuoteAddsUp(uint256)",
            "testFuzz_nobodyGainsByGoingThereAndBack(uint256,uint256,uint256)");

    @Test
    void propertiesHoldForSomeHundredCases() throws Exception {
        holds("default");
    }

    @Test
    @Tag("slow")
    void propertiesHoldForManyThousandCases() throws Exception {
        holds("slow");
    }

    private static void holds(String profile) throws IOException, InterruptedException {
        Path packages = NpmInstall.ensure(Path.of("forge"), Path.of("target/npm-forge"));
        Path forge = packages.resolve("node_modules/@foundry-rs/forge-linux-amd64/bin/forge");
        Files.createDirectories(Path.of("target/forge"));
        Path log = Path.of("target/forge/" + profile + ".log");
        Path results = Path.of("target/forge/" + profile + ".json");
        ProcessBuilder builder = new ProcessBuilder(
                        forge.toAbsolutePath().toString(), "test", "--json", "--root", ".", "--no-storage-caching")
                .redirectOutput(results.toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(Map.of("FOUNDRY_PROFILE", profile, "FOUNDRY_DISABLE_NIGHTLY_WARNING", "1"));
        Process process = builder.start();
        assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS))
                .as("forge ended")
                .isTrue();
        String said = Files.readString(results, StandardCharsets.UTF_8);
        List<String> passed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (JsonNode contract : json(said, log)) {
            contract.path("test_results").properties().forEach(result -> {
                boolean success = result.getValue().path("status").asText().equals("Success");
                (success ? passed : failed).add(success ? result.getKey() : result.getKey() + ": " + result.getValue());
            });
        }
        assertThat(failed).as("profile %s", profile).isEmpty();
        assertThat(passed).as("none was forgotten").containsAll(INVARIANTS).containsAll(PROPERTIES);
        assertThat(process.exitValue()).isZero();
    }

    private static JsonNode json(String said, Path log) throws IOException {
        int start = said.indexOf('{');
        assertThat(start)
                .as("forge gave no results: %s %s", said, Files.readString(log, StandardCharsets.UTF_8))
                .isNotNegative();
        return new ObjectMapper().readTree(said.substring(start));
    }
}
