package io.fluxledger.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.web3j.utils.Numeric;

/**
 * A compiled contract.
 *
 * @param name contract name
 * @param abi JSON ABI
 * @param bytecode creation bytecode in hex; may have unlinked library places
 * @param linkReferences Hardhat's link references, empty where there are none
 */
public record ContractArtifact(String name, JsonNode abi, String bytecode, JsonNode linkReferences) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One of our own contracts, from the resources of this jar. */
    public static ContractArtifact load(String name) {
        String resource = "/contracts/" + name + ".json";
        try (InputStream in = ContractArtifact.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("No contract resource " + resource);
            }
            return of(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }

    /** An artifact file in Hardhat's form. */
    public static ContractArtifact read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the contract artifact " + file, e);
        }
    }

    private static ContractArtifact of(JsonNode json) {
        return new ContractArtifact(
                json.required("contractName").asText(),
                json.required("abi"),
                json.required("bytecode").asText(),
                json.path("linkReferences"));
    }

    /**
     * Creation code followed by constructor arguments.
     *
     * @param libraries address by library name; every referenced library must be there
     */
    byte[] creationCode(Map<String, String> libraries, byte[] arguments) {
        StringBuilder hex = new StringBuilder(Numeric.cleanHexPrefix(bytecode));
        for (JsonNode file : linkReferences) {
            file.properties().forEach(library -> {
                String address = libraries.get(library.getKey());
                if (address == null) {
                    throw new IllegalArgumentException(name + " needs the library " + library.getKey());
                }
                for (JsonNode place : library.getValue()) {
                    int start = place.required("start").asInt() * 2;
                    hex.replace(start, start + 40, Numeric.cleanHexPrefix(address));
                }
            });
        }
        return Calldata.concat(Numeric.hexStringToByteArray(hex.toString()), arguments);
    }
}
