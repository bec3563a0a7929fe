package io.fluxledger.export.log;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers of a record as text, whoever wrote them. */
public final class HeaderTexts {
    private HeaderTexts() {}

    /** By name; the last of several of one name, and an empty text for one that has no value. */
    public static SortedMap<String, String> of(Headers headers) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            byte[] value = header.value();
            texts.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
