package io.fluxledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts of the DEMO provider: one program that answers for many providers, so that every demo run has providers that
 * nobody has paid before and a load has many. Those on even places are paid on the home chain.
 */
public final class ProviderPool {
    /** The first ones are paid by loads, all on the home chain. */
    public static final int FOR_LOAD = 32;

    private static final int SIZE = 256;
    private static final String MAX_BUDGET = "0.05";
    private static final String TOOL_PRICE = "0.002";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final StackDirectory directory;

    /**
     * A provider of the pool.
     *
     * @param name as the gateway's requests name it
     * @param chain where it is paid
     */
    public record Member(String name, PrivateKey key, LocalChain chain) {}

    public ProviderPool(StackDirectory directory) {
        this.directory = directory;
    }

    /** Providers that loads pay. */
    public List<Member> forLoad(int count) {
        return all().subList(0, Math.min(count, FOR_LOAD));
    }

    /**
     * A provider on that chain that no demo has used; it counts as used from now on.
     *
     * @throws StackException when all have been used
     */
    public Member unused(LocalChain chain) {
        List<Member> members = all();
        for (int i = FOR_LOAD; i < members.size(); i++) {
            if (members.get(i).chain().equals(chain) && take(i)) {
                return members.get(i);
            }
        }
        throw new StackException("every demo provider has been used; start anew: ./ledger up --fresh");
    }

    /** Creates the keys and writes the providers file of the gateway. */
    void ensure(String url) {
        ArrayNode providers = JSON.createArrayNode();
        for (Member member : all()) {
            providers
                    .addObject()
                    .put("name", member.name())
                    .put("address", member.key().address().toString())
                    .put("url", url + "/providers/" + member.key().address())
                    .put("payoutChainId", member.chain().chainId())
                    .put("maxBudget", MAX_BUDGET)
                    .putObject("prices")
                    .put("book", directory.priceBook().getFileName().toString())
                    .putObject("tools")
                    .put("echo", TOOL_PRICE);
        }
        try {
            DemoPriceList.write(directory.priceBook());
            JSON.writeValue(directory.providersFile().toFile(), providers);
            JSON.writeValue(directory.usageEndpoints().toFile(), usageEndpoints(url));
        } catch (IOException e) {
            throw new StackException("cannot write " + directory.providersFile() + " and what is beside it", e);
        }
    }

    /** Loads sign receipts themselves, behind the demo provider's back: it cannot tell what they used. */
    private ArrayNode usageEndpoints(String url) {
        ArrayNode endpoints = JSON.createArrayNode();
        List<Member> members = all();
        for (Member member : members.subList(FOR_LOAD, members.size())) {
            String provider = member.key().address().toString();
            endpoints.addObject().put("provider", provider).put("url", url + "/providers/" + provider + "/usage");
        }
        return endpoints;
    }

    private List<Member> all() {
        SecureRandom random = new SecureRandom();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            LocalChain chain = i < FOR_LOAD || i % 2 == 0 ? LocalChain.HOME : LocalChain.REMOTE;
            members.add(new Member("demo-%03d".formatted(i), LocalKeys.ensure(file(i, ".key"), random), chain));
        }
        return members;
    }

    private boolean take(int index) {
        try {
            Path mark = file(index, ".used");
            if (Files.exists(mark)) {
                return false;
            }
            Files.createFile(mark);
            return true;
        } catch (IOException e) {
            throw new StackException("cannot mark a demo provider as used", e);
        }
    }

    private Path file(int index, String suffix) {
        return directory.providerKeys().resolve("provider-%03d%s".formatted(index, suffix));
    }
}
