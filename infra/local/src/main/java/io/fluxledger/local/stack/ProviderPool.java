package io.fluxledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.web3j.crypto.Credentials;

/**
 * Accounts of the DEMO provider: one program that answers for many providers, so that every demo run has a provider
 * that nobody has paid before and a load has many.
 */
public final class ProviderPool {
    /** The first ones are paid by loads. */
    public static final int FOR_LOAD = 32;

    /** Providers in the pool. */
    public static final int SIZE = 256;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final StackDirectory directory;

    public ProviderPool(StackDirectory directory) {
        this.directory = directory;
    }

    /** Keys of the pool, always in the same order. */
    public List<Credentials> all() {
        List<Credentials> keys = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            keys.add(LocalKeys.ensure(file(i)));
        }
        return keys;
    }

    /** Creates the keys and writes the providers file of the gateway. */
    void ensure(String url) {
        ObjectNode file = JSON.createObjectNode();
        ArrayNode providers = file.putArray("providers");
        for (Credentials key : all()) {
            providers
                    .addObject()
                    .put("address", key.getAddress().toLowerCase(Locale.ROOT))
                    .put("url", url);
        }
        try {
            JSON.writeValue(directory.providersFile().toFile(), file);
        } catch (IOException e) {
            throw new StackException("cannot write " + directory.providersFile(), e);
        }
    }

    private Path file(int index) {
        return directory.providerKeys().resolve("provider-%03d.key".formatted(index));
    }
}
