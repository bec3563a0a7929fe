package io.fluxledger.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.web3j.utils.Numeric;

/** Makes revert data readable: {@code Error(string)}, {@code Panic(uint256)} and the custom errors of our contracts. */
public final class RevertReason {
    private static final String ERROR = selectorHex("Error(string)");
    private static final String PANIC = selectorHex("Panic(uint256)");
    private static final Map<String, CustomError> CUSTOM = customErrors();

    private record CustomError(String name, List<Parameter> parameters) {}

    private record Parameter(String name, String type) {}

    private RevertReason() {}

    /**
     * @param data revert data, 0x-hex, may be empty
     * @return for example {@code ExceedsMaxAmount(amount=2, maxAmount=1)}, the message of a {@code require}, or the data
     *     itself where it is unknown
     */
    public static String decode(String data) {
        String hex = Numeric.cleanHexPrefix(data);
        if (hex.length() < 8) {
            return "reverted without a reason";
        }
        String selector = hex.substring(0, 8);
        Words arguments = Words.of(hex.substring(8));
        try {
            if (selector.equals(ERROR)) {
                return arguments.string(0);
            }
            if (selector.equals(PANIC)) {
                return "Panic(0x" + arguments.uint(0).toString(16) + ")";
            }
            CustomError error = CUSTOM.get(selector);
            return error == null ? data : describe(error, arguments);
        } catch (IllegalArgumentException | ArithmeticException malformed) {
            // Revert data is whatever a foreign contract returned; showing it raw loses nothing.
            return data;
        }
    }

    private static String describe(CustomError error, Words arguments) {
        StringJoiner text = new StringJoiner(", ", error.name() + "(", ")");
        for (int i = 0; i < error.parameters().size(); i++) {
            Parameter parameter = error.parameters().get(i);
            text.add(parameter.name() + "=" + value(parameter.type(), arguments, i));
        }
        return text.toString();
    }

    private static String value(String type, Words arguments, int index) {
        return switch (type) {
            case "address" -> arguments.address(index);
            case "bytes32" -> Numeric.toHexString(arguments.bytes32(index));
            default -> arguments.uint(index).toString();
        };
    }

    private static Map<String, CustomError> customErrors() {
        Map<String, CustomError> errors = new HashMap<>();
        for (String contract : List.of(
                "NexusEscrow",
                "ERC3009PaymentCollector",
                "OperatorRefundCollector",
                "FluxPayAudit",
                "FluxBridge",
                "DevelopmentSwapPool",
                "DevelopmentToken",
                "Registrar",
                "EncryptedERC")) {
            for (JsonNode item : ContractArtifact.load(contract).abi()) {
                if (item.required("type").asText().equals("error")) {
                    CustomError error = customError(item);
                    StringJoiner types = new StringJoiner(",", error.name() + "(", ")");
                    error.parameters().forEach(parameter -> types.add(parameter.type()));
                    errors.put(selectorHex(types.toString()), error);
                }
            }
        }
        return Map.copyOf(errors);
    }

    private static CustomError customError(JsonNode item) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode input : item.required("inputs")) {
            parameters.add(new Parameter(
                    input.required("name").asText(), input.required("type").asText()));
        }
        return new CustomError(item.required("name").asText(), List.copyOf(parameters));
    }

    private static String selectorHex(String signature) {
        return String.format("%08x", new BigInteger(1, Calldata.selector(signature)));
    }
}
