package io.fluxledger.relayer.chain;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;

/**
 * A call to be tried.
 *
 * @param data 0x-hex
 * @param gasLimit what it has to get by with; null when it is to be found out
 * @param byAnybody whether it does the same whoever sends it
 */
record DryCall(
        String from, String to, String data, @Nullable BigInteger gasLimit, boolean byAnybody) {
    /** As JSON-RPC takes it. */
    Map<String, String> object(boolean withGas) {
        Map<String, String> object = new HashMap<>();
        object.put("from", from);
        object.put("to", to);
        object.put("data", data);
        if (withGas && gasLimit != null) {
            object.put("gas", Numeric.encodeQuantity(gasLimit));
        }
        return object;
    }
}
