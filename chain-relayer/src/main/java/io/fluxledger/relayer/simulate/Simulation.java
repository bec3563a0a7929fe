package io.fluxledger.relayer.simulate;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/** Many schedules, on all processors. */
public final class Simulation {
    private static final int REPORTED = 5;

    /**
     * What came of them.
     *
     * @param violating how many broke a promise
     * @param reports of the first that did, each with its seed and trace
     */
    public record Summary(long schedules, long steps, long violating, List<String> reports) {}

    private Simulation() {}

    /** Runs the schedules of so many seeds from that one on. */
    public static Summary run(long firstSeed, int count) {
        List<Schedule.Result> results = LongStream.range(firstSeed, firstSeed + count)
                .parallel()
                .mapToObj(Schedule::run)
                .map(result -> result.violation() == null
                        ? new Schedule.Result(result.seed(), result.steps(), null, List.of())
                        : result)
                .toList();
        List<Schedule.Result> violating = results.stream()
                .filter(result -> Objects.nonNull(result.violation()))
                .toList();
        return new Summary(
                results.size(),
                results.stream().mapToLong(Schedule.Result::steps).sum(),
                violating.size(),
                violating.stream().limit(REPORTED).map(Schedule.Result::report).toList());
    }
}
