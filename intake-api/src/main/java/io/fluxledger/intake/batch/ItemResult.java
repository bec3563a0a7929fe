package io.fluxledger.intake.batch;

import io.fluxledger.events.JournalLine;
import io.fluxledger.intake.http.Answers;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.runtime.Problem;
import io.fluxledger.schemas.TopicCatalog;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one event of a batch.
 *
 * @param answer the ledger's, where the event reached it
 * @param problem why it was refused, or why nothing is known
 */
record ItemResult(Status status, Optional<Answer> answer, Optional<Problem> problem) {
    /** What a producer does next is the same for all events of one status. */
    enum Status {
        /** It is in the ledger now. */
        ACCEPTED,
        /** It was there before, with the same content. */
        DUPLICATE,
        /** Something with its id or nonce is there, with another content. */
        CONFLICT,
        /** It is not in the ledger. */
        REJECTED,
        /** It may be; the same event again is safe and tells. */
        UNKNOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ItemResult refused(Problem problem) {
        Status status = problem.status() == 504 ? Status.UNKNOWN : Status.REJECTED;
        return new ItemResult(status, Optional.empty(), Optional.of(problem));
    }

    static ItemResult answered(Answer answer) {
        return switch (answer.line().getOutcome()) {
            case ACCEPTED -> new ItemResult(Status.ACCEPTED, Optional.of(answer), Optional.empty());
            case ALREADY_APPLIED -> new ItemResult(Status.DUPLICATE, Optional.of(answer), Optional.empty());
            case REJECTED -> {
                LedgerRejection reason =
                        LedgerRejection.valueOf(String.valueOf(answer.line().getReason()));
                yield new ItemResult(
                        reason.isConflictOfContent() ? Status.CONFLICT : Status.REJECTED,
                        Optional.of(answer),
                        Optional.of(Answers.rejection(answer).problem()));
            }
        };
    }

    /** As the answer shows it. */
    Map<String, Object> body(int index, Optional<String> id) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("index", index);
        id.ifPresent(text -> body.put("id", text));
        body.put("status", status.text());
        answer.ifPresent(known -> {
            JournalLine line = known.line();
            body.put("topic", TopicCatalog.LEDGER_INPUTS.name());
            body.put("partition", line.getInputPartition());
            body.put("offset", line.getInputOffset());
            body.put("journal", Answers.reference(known));
        });
        problem.ifPresent(why -> {
            body.put("code", why.code());
            if (why.field() != null) {
                body.put("field", why.field());
            }
            body.put("detail", why.detail());
            // Sent as it is, it may be accepted another time.
            body.put("retry", why.status() >= 503);
        });
        return body;
    }
}
