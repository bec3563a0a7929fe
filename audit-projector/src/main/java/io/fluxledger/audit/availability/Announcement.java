package io.fluxledger.audit.availability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.runtime.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificFixed;

/** What is published of a batch: enough to follow the chain of roots without this ledger. The same batch gives the same bytes. */
final class Announcement {
    private Announcement() {}

    static byte[] of(AuditBatch batch) {
        ObjectNode json = Json.STRICT.createObjectNode();
        json.put("format", "fluxledger-batch-1")
                .put("batchId", batch.getBatchId())
                .put("root", hex(batch.getRoot()))
                .put("previousBatchId", batch.getPreviousBatchId())
                .put("previousRoot", hex(batch.getPreviousRoot()))
                .put("leaves", batch.getLeaves());
        var proof = json.putArray("previousProof");
        batch.getPreviousProof().forEach(hash -> proof.add(hex(hash)));
        var heads = json.putArray("heads");
        batch.getHeads()
                .forEach(head -> heads.addObject()
                        .put("journal", head.getTopic())
                        .put("partition", head.getPartition())
                        .put("toSequence", head.getToSequence())
                        .put("hash", hex(head.getHash())));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(SpecificFixed value) {
        return "0x" + HexFormat.of().formatHex(value.bytes());
    }
}
