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
        List<Log> logs = new ArrayList<>();
        for (JsonNode node : json.path("logs")) {
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
        return new Receipt(
                json.path("transactionHash").asText(),
                json.path("from").asText().toLowerCase(Locale.ROOT),
                quantity(json.path("blockNumber")).longValueExact(),
                json.path("blockHash").asText(),
                quantity(json.path("status")).signum() != 0,
                quantity(json.path("gasUsed")).longValueExact(),
                logs);
    }

    static BigInteger quantity(JsonNode hex) {
        return Numeric.decodeQuantity(hex.asText());
    }
}
