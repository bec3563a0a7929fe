package io.fluxledger.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.Console;
import io.fluxledger.local.client.Usdc;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "parameters",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows the parameters in force, or activates a new set on every partition of both folds.",
            "What is not given stays as it is. Without --yes nothing is sent. The new set decides every input behind it;"
                    + " what was decided before stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ledger operator parameters",
            "  ./ledger operator parameters --provider-fee-ppm 2000 --yes",
            "  ./ledger operator parameters --monthly-minimum-fee 0 --monthly-minimum-volume 0 --yes"
        })
final class ParametersCommand implements Callable<Integer> {
    private static final String[] NAMES = {
        "rulesVersion",
        "providerFeePpm",
        "monthlyMinimumFee",
        "monthlyMinimumVolume",
        "sweepLimit",
        "retentionMs",
        "maxIntentLifeMs"
    };

    @Mixin
    private OrderOptions options = new OrderOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--rules-version", paramLabel = "N", description = "Version of the rules.")
    private @Nullable Integer rulesVersion;

    @Option(names = "--provider-fee-ppm", paramLabel = "N", description = "Provider fee, parts per million of gross.")
    private @Nullable Long providerFeePpm;

    @Option(
            names = "--monthly-minimum-fee",
            paramLabel = "USDC",
            description = "Least fee of a month above the volume threshold.")
    private @Nullable String monthlyMinimumFee;

    @Option(
            names = "--monthly-minimum-volume",
            paramLabel = "USDC",
            description = "Volume of a month above which the least fee is due.")
    private @Nullable String monthlyMinimumVolume;

    @Option(names = "--sweep-limit", paramLabel = "N", description = "Expired intents that one tick closes at most.")
    private @Nullable Integer sweepLimit;

    @Option(names = "--retention-ms", paramLabel = "MS", description = "How long closed intents are remembered.")
    private @Nullable Long retentionMs;

    @Option(names = "--max-intent-life-ms", paramLabel = "MS", description = "Longest time from lock to deadline.")
    private @Nullable Long maxIntentLifeMs;

    @Option(names = "--yes", description = "Send it.")
    private boolean yes;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (OperatorClient operator = new OperatorClient(options, out)) {
            Set<JsonNode> inForce = inForce(operator.get("/v1/operator/partitions"));
            JsonNode old = inForce.iterator().next();
            ObjectNode order = changed(operator.order(), old);
            printSideBySide(out, old, order);
            if (inForce.size() > 1) {
                out.println("The partitions differ, the table shows the first of " + inForce.size()
                        + " sets: an earlier order did not reach all of them. Activating a set ends that.");
            }
            if (!isChanged() && !yes) {
                out.println("next: name what is to change, for example --provider-fee-ppm 2000");
                out.flush();
                return 0;
            }
            if (!yes) {
                out.println("Nothing was sent. next: the same command with --yes");
                out.flush();
                return 1;
            }
            return operator.send(
                    "/v1/operator/parameters", order, "./ledger operator parameters shows what is in force");
        }
    }

    private boolean isChanged() {
        return rulesVersion != null
                || providerFeePpm != null
                || monthlyMinimumFee != null
                || monthlyMinimumVolume != null
                || sweepLimit != null
                || retentionMs != null
                || maxIntentLifeMs != null;
    }

    private static Set<JsonNode> inForce(JsonNode partitions) {
        Set<JsonNode> sets = new LinkedHashSet<>();
        partitions.path("payers").forEach(head -> sets.add(head.path("parameters")));
        partitions.path("providers").forEach(head -> sets.add(head.path("parameters")));
        return sets;
    }

    private ObjectNode changed(ObjectNode order, JsonNode old) {
        return order.put(
                        "rulesVersion",
                        or(rulesVersion, old.path("rulesVersion").asInt()))
                .put(
                        "providerFeePpm",
                        or(providerFeePpm, old.path("providerFeePpm").asLong()))
                .put("monthlyMinimumFee", or(monthlyMinimumFee, usdc(old, "monthlyMinimumFee")))
                .put("monthlyMinimumVolume", or(monthlyMinimumVolume, usdc(old, "monthlyMinimumVolume")))
                .put("sweepLimit", or(sweepLimit, old.path("sweepLimit").asInt()))
                .put("retentionMs", or(retentionMs, old.path("retentionMs").asLong()))
                .put(
                        "maxIntentLifeMs",
                        or(maxIntentLifeMs, old.path("maxIntentLifeMs").asLong()));
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private static String usdc(JsonNode parameters, String name) {
        return Usdc.ofNanos(Long.parseLong(parameters.path(name + "Nanos").asText()));
    }

    private static void printSideBySide(PrintWriter out, JsonNode old, ObjectNode order) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : NAMES) {
            String before = name.startsWith("monthly")
                    ? usdc(old, name)
                    : old.path(name).asText();
            String after = order.path(name).asText();
            rows.add(List.of(name, before, after, before.equals(after) ? "" : "changes"));
        }
        Console.table(out, List.of("parameter", "in force", "new", ""), rows);
    }
}
