package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/**
 * What a node says of a mined transaction.
 *
 * @param sender who signed it, 0x-hex in lower case
 */
record Receipt(
        String hash,
        String sender,
        long blockNumber,
        String blockHash,
        boolean succeeded,
        long gasUsed,
        List<Log> logs) {
    static Receipt of(JsonNode json) {
        return new Receipt(
                json.path("transactionHash").asText(),
                json.path("from").asText().toLowerCase(Locale.ROOT),
                quantity(json.path("blockNumber")).longValueExact(),
                json.path("blockHash").asText(),
                quantity(json.path("status")).signum() != 0,
                quantity(json.path("gasUsed")).longValueExact(),
                logs(json.path("logs")));
    }

    /** What logs of a transaction, which succeeded, tell of it: neither sender nor gas. */
    static Receipt ofLogs(String hash, Iterable<JsonNode> logs) {
        JsonNode first = logs.iterator().next();
        return new Receipt(
                hash,
                "",
                quantity(first.path("blockNumber")).longValueExact(),
                first.path("blockHash").asText(),
                true,
                0,
                logs(logs));
    }

    private static List<Log> logs(Iterable<JsonNode> nodes) {
        List<Log> logs = new ArrayList<>();
        for (JsonNode node : nodes) {
            Log log = new Log();
            log.setAddress(node.path("address").asText());
            log.setData(node.path("data").asText());
            List<String> topics = new ArrayList<>();
            node.path("topics").forEach(topic -> topics.add(topic.asText()));
            log.setTopics(topics);
            log.setTransactionHash(node.path("transactionHash").asText());
            log.setBlockNumber(node.path("blockNumber").asText());
            log.setLogIndex(node.path("logIndex").asText());
            logs.add(log);
        }
        return logs;
    }

    static BigInteger quantity(JsonNode hex) {
        return Numeric.decodeQuantity(hex.asText());
    }
}
