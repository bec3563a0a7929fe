package io.fluxledger.intake.http;

import io.fluxledger.events.Draw;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Journal lines as answers over HTTP. */
public final class Answers {
    private Answers() {}

    /** Nano-USDC as a decimal string in USDC. */
    public static String usdc(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    /** Where the answer stands in the journal, for everybody who wants to check it. */
    public static Map<String, Object> reference(Answer answer) {
        JournalLine line = answer.line();
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("inputId", EventHeaders.uuid(line.getInputId()).toString());
        reference.put("topic", answer.topic());
        reference.put("partition", line.getInputPartition());
        reference.put("inputOffset", line.getInputOffset());
        reference.put("accountSequence", line.getAccountSequence());
        reference.put("partitionSequence", line.getPartitionSequence());
        reference.put("hash", "0x" + HexFormat.of().formatHex(line.getHash().bytes()));
        return reference;
    }

    /** A rejection as a problem. */
    public static ProblemException rejection(Answer answer) {
        String reason = String.valueOf(answer.line().getReason());
        int status = LedgerRejection.valueOf(reason).status();
        return new ProblemException(
                Problem.of(status, reason, "The ledger refused the request", "the ledger answered " + reason)
                        .with("journal", reference(answer)));
    }

    /** The answer itself unless it is a rejection. */
    public static Answer orRejected(Answer answer) {
        if (answer.line().getOutcome() == Outcome.REJECTED) {
            throw rejection(answer);
        }
        return answer;
    }

    /** What every accepted answer says. */
    public static Map<String, Object> body(Answer answer) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (answer.line().getOutcome() == Outcome.ALREADY_APPLIED) {
            body.put("alreadyApplied", true);
            long first = answer.line().getReference();
            if (first > 0) {
                body.put(
                        "reference",
                        Map.of("partition", answer.line().getInputPartition(), "partitionSequence", first));
            }
        }
        body.put("journal", reference(answer));
        return body;
    }

    /** The entry of that type, where the line has one. */
    public static <T> Optional<T> entry(Answer answer, Class<T> type) {
        return answer.line().getEntries().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** What a closing line captured and gave back. */
    public static void addClosing(Map<String, Object> body, IntentClosed closed) {
        body.put("status", closed.getStatus().name());
        body.put("used", usdc(usedNanos(closed)));
        body.put("refunded", usdc(sum(closed.getRefunds())));
        long routeCostNanos = sum(closed.getRouteCosts());
        if (routeCostNanos > 0) {
            body.put("routeCost", usdc(routeCostNanos));
        }
    }

    /** What a closing line captured, nano-USDC. */
    public static long usedNanos(IntentClosed closed) {
        return sum(closed.getCaptures());
    }

    private static long sum(List<Draw> draws) {
        return draws.stream().mapToLong(Draw::getAmountNanos).reduce(0, Math::addExact);
    }
}
