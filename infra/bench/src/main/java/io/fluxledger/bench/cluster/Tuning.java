package io.fluxledger.bench.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How streams instances differ from what they are by default.
 *
 * @param settings keys of the service's configuration
 * @param flags further flags of the JVM
 */
public record Tuning(Map<String, String> settings, List<String> flags) {
    public static final Tuning DEFAULTS = new Tuning(Map.of(), List.of());

    public Tuning {
        settings = Map.copyOf(settings);
        flags = List.copyOf(flags);
    }

    /** The same with one more setting. */
    public Tuning with(String key, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return new Tuning(more, flags);
    }

    /** The same with another commit interval. */
    public Tuning withCommitIntervalMs(int ms) {
        return with("commit.interval", Duration.ofMillis(ms).toString());
    }

    /** The same with one more flag. */
    public Tuning withFlag(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new Tuning(settings, more);
    }
}
