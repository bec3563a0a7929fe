package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The providers that the gateway forwards to, from {@code providers.json}. The first is the default. */
public final class ProviderDirectory {
    /**
     * A provider.
     *
     * @param maxBudgetNanos what a call locks when the caller names no budget, nano-USDC
     */
    public record Listing(String name, EthAddress address, URI url, long payoutChainId, long maxBudgetNanos) {
        /** The same provider, paid on that chain. */
        Listing paidOn(long chainId) {
            return new Listing(name, address, url, chainId, maxBudgetNanos);
        }
    }

    private final List<Listing> providers;

    private ProviderDirectory(List<Listing> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Reads the file. */
    public static ProviderDirectory read(Path file) {
        List<Listing> providers = new ArrayList<>();
        try {
            for (JsonNode node : Json.STRICT.readTree(Files.readAllBytes(file))) {
                providers.add(new Listing(
                        node.required("name").asText(),
                        EthAddress.parse(node.required("address").asText()),
                        URI.create(node.required("url").asText()),
                        node.required("payoutChainId").asLong(),
                        new BigDecimal(node.required("maxBudget").asText())
                                .movePointRight(9)
                                .longValueExact()));
            }
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (providers.isEmpty()) {
            throw new ConfigurationException(file + " names no provider");
        }
        return new ProviderDirectory(providers);
    }

    /**
     * The provider with that name or address; the first for null.
     *
     * @throws ProblemException UNKNOWN_PROVIDER
     */
    Listing find(@Nullable String nameOrAddress) {
        if (nameOrAddress == null) {
            return providers.getFirst();
        }
        return providers.stream()
                .filter(p ->
                        p.name().equals(nameOrAddress) || p.address().toString().equalsIgnoreCase(nameOrAddress))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_PROVIDER", "Unknown provider", "no provider " + nameOrAddress)
                                .withField("provider")));
    }
}
