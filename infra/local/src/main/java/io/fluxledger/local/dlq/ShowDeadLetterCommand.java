package io.fluxledger.local.dlq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.export.deadletter.DeadLetter;
import io.fluxledger.export.deadletter.DeadLetterBox;
import io.fluxledger.export.log.RecordJson;
import io.fluxledger.schemas.UnreadableRecordException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a dead letter whole, and what it is read as now.")
final class ShowDeadLetterCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    @Mixin
    private BoxOption option = new BoxOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "1", paramLabel = "OFFSET", description = "Its offset, as the list has it.")
    private long offset;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        DeadLetterBox box = option.box();
        DeadLetter letter = BoxOption.letter(box.letters(), box, offset);
        ObjectNode shown = JSON.createObjectNode()
                .put("topic", letter.topic())
                .put("offset", letter.offset())
                .put("time", Instant.ofEpochMilli(letter.timestampMs()).toString())
                .put("stoodAt", "%s-%d:%d".formatted(letter.source(), letter.sourcePartition(), letter.sourceOffset()))
                .put("reason", letter.reason())
                .put("key", letter.key())
                .put("redriven", letter.redriven());
        ObjectNode headers = shown.putObject("headers");
        letter.headers().forEach(headers::put);
        byte[] value = letter.value();
        if (value != null) {
            shown.put("bytes", HexFormat.of().formatHex(value));
            shown.put("text", new String(value, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "."));
        }
        try {
            SpecificRecord event = box.read(letter);
            shown.put("readsNowAs", event.getSchema().getName());
            shown.set("value", RecordJson.of(event));
        } catch (UnreadableRecordException e) {
            shown.put("stillUnreadable", e.getMessage());
        }
        out.println(JSON.writeValueAsString(shown));
        out.flush();
        return 0;
    }
}
