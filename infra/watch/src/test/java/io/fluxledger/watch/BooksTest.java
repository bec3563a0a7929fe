package io.fluxledger.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.AccountType;
import io.fluxledger.events.Posting;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BooksTest {
    private static final TopicPartition PARTITION = new TopicPartition("ledger.journal.v1", 0);
    private static final TopicPartition OTHER = new TopicPartition("ledger.journal.v1", 1);

    private final Books books = new Books();

    private void add(TopicPartition partition, int number, int before, Posting... postings) {
        books.add(partition, Told.line(number, before, 1, List.of(), postings));
    }

    private static Posting payer(int owner, long nanos) {
        return Told.posting(AccountType.PAYER_AVAILABLE, Told.account(owner), nanos);
    }

    private static Posting treasury(long nanos) {
        return Told.posting(AccountType.TREASURY, null, nanos);
    }

    @Test
    void whatIsBalancedHasNoError() {
        add(PARTITION, 1, 0, treasury(-10), payer(1, 10));
        add(PARTITION, 2, 1, payer(1, -4), payer(2, 4));
        add(OTHER, 1, 0, treasury(-5), payer(3, 5));
        assertThat(books.conservationErrorNanos()).isZero();
        assertThat(books.impossibleBalances()).isZero();
        assertThat(books.brokenLinks()).isZero();
        assertThat(books.lines()).isEqualTo(3);
        assertThat(books.sums()).containsEntry(new Books.Account(AccountType.TREASURY, Told.CHAIN), -15L);
    }

    @Test
    void moneyThatIsMadeIsSaid() {
        add(PARTITION, 1, 0, treasury(-10), payer(1, 11));
        assertThat(books.conservationErrorNanos()).isOne();
    }

    @Test
    void moneyThatIsLostIsSaid() {
        add(PARTITION, 1, 0, treasury(-10), payer(1, 9));
        assertThat(books.conservationErrorNanos()).isOne();
    }

    @Test
    void aCustomersBalanceBelowZeroIsImpossibleAsLongAsItIs() {
        add(PARTITION, 1, 0, payer(1, -3), payer(2, 3));
        assertThat(books.impossibleBalances()).isOne();
        add(PARTITION, 2, 1, payer(1, 3), payer(2, -3));
        assertThat(books.impossibleBalances()).isZero();
    }

    @Test
    void aDebtAboveZeroIsImpossible() {
        Posting debt = Told.posting(AccountType.PAYER_DEBT, Told.account(1), 2);
        add(PARTITION, 1, 0, debt, treasury(-2));
        assertThat(books.impossibleBalances()).isOne();
        add(PARTITION, 2, 1, Told.posting(AccountType.PAYER_DEBT, Told.account(1), -4), treasury(4));
        assertThat(books.impossibleBalances()).isZero();
    }

    @Test
    void aLineThatIsMissingBreaksTheChainOnce() {
        add(PARTITION, 1, 0);
        add(PARTITION, 3, 2);
        add(PARTITION, 4, 3);
        assertThat(books.brokenLinks()).isOne();
    }

    @Test
    void aJournalWhoseHeadWasCutOffIsBroken() {
        add(PARTITION, 3, 2);
        add(PARTITION, 4, 3);
        assertThat(books.brokenLinks()).isOne();
        add(OTHER, 1, 0);
        assertThat(books.brokenLinks()).isOne();
    }
}
