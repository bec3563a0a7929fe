package io.fluxledger.bench.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerBookTest {
    private final AnswerBook book = new AnswerBook(8);
    private final Planned first = new CallInputs(1, 1, 1).next();

    private static byte[] line(UUID id, int index, int rest) {
        return ByteBuffer.allocate(26)
                .put((byte) 0)
                .putInt(77)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put((byte) (index * 2))
                .putInt(rest)
                .array();
    }

    @Test
    void theFirstLineSeenIsTheAnswer() {
        book.expect(first);
        book.line(first.partition(), 10, line(first.id(), 0, 1));
        book.line(first.partition(), 20, line(first.id(), 0, 2));
        AnswerBook.Sent sent = Objects.requireNonNull(book.find(first.id()));
        AnswerBook.Answer answer = Objects.requireNonNull(sent.answer());
        assertThat(answer.offset()).isEqualTo(10);
        assertThat(answer.digest()).isEqualTo(AnswerBook.Digest.of(line(first.id(), 0, 1)));
        assertThat(answer.digest()).isNotEqualTo(AnswerBook.Digest.of(line(first.id(), 0, 2)));
        assertThat(book.answeredCount()).isEqualTo(1);
    }

    @Test
    void linesOfOthersAndFurtherLinesOfAnInputAreNoAnswers() {
        book.expect(first);
        book.line(first.partition(), 1, line(new UUID(1, 2), 0, 1));
        book.line(first.partition(), 2, line(first.id(), 1, 1));
        assertThat(book.answeredCount()).isZero();
        assertThat(book.sentCount()).isEqualTo(1);
    }

    @Test
    void aPartitionThatHasNotAnsweredIsNoticed() {
        long before = System.nanoTime();
        book.expect(first);
        book.line(first.partition(), 1, line(first.id(), 0, 1));
        assertThat(book.longestNanos(before, System.nanoTime())).isPositive();
        assertThat(book.answersEverywhere(before)).isFalse();
        assertThatThrownBy(() -> book.firstAnswersNanos(before)).hasMessageContaining("a partition");
    }
}
