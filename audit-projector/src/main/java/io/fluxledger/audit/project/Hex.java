package io.fluxledger.audit.project;

import io.fluxledger.events.InputId16;
import io.fluxledger.schemas.EventHeaders;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificFixed;
import org.jspecify.annotations.Nullable;

/** Text forms of the fixed types, as in the whole product: 0x and lower-case hex; input ids are UUIDs. */
final class Hex {
    private Hex() {}

    static String of(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    static String of(SpecificFixed value) {
        return value instanceof InputId16 id ? EventHeaders.uuid(id).toString() : of(value.bytes());
    }

    static @Nullable String ofNullable(@Nullable SpecificFixed value) {
        return value == null ? null : of(value);
    }
}
