package io.fluxledger.bench.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Where a JVM spent its time, from its flight recording. */
public final class FlightProfile {
    private static final int FRAMES = 20;
    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final String OURS = "io.fluxledger.";

    private FlightProfile() {}

    /**
     * The methods that were running most often, and our own methods with what they called.
     *
     * @param thread only threads with this in their name
     */
    public static List<String> hottest(Path recording, String thread) throws IOException {
        Map<String, Integer> running = new HashMap<>();
        Map<String, Integer> within = new HashMap<>();
        int samples = 0;
        int elsewhere = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getEventType().getName().equals(SAMPLE) || event.getStackTrace() == null) {
                    continue;
                }
                RecordedThread sampled = event.getThread("sampledThread");
                if (sampled == null || !String.valueOf(sampled.getJavaName()).contains(thread)) {
                    elsewhere++;
                    continue;
                }
                samples++;
                List<RecordedFrame> frames = event.getStackTrace().getFrames();
                running.merge(name(frames.getFirst().getMethod()), 1, Integer::sum);
                Set<String> seen = new HashSet<>();
                for (RecordedFrame frame : frames) {
                    String method = name(frame.getMethod());
                    if (method.startsWith(OURS) && seen.add(method)) {
                        within.merge(method, 1, Integer::sum);
                    }
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("%,d samples of %s, %,d of other threads".formatted(samples, thread, elsewhere));
        lines.add("running:");
        lines.addAll(top(running, samples));
        lines.add("within our methods:");
        lines.addAll(top(within, samples));
        return lines;
    }

    private static List<String> top(Map<String, Integer> counts, int samples) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(FRAMES)
                .map(e -> String.format(Locale.ROOT, "  %5.1f %%  %s", e.getValue() * 100.0 / samples, e.getKey()))
                .toList();
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }
}
