package io.fluxledger.local.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.signatures.EthAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageBookTest {
    private static final EthAddress ONE = EthAddress.parse("0x" + "a1".repeat(20));
    private static final EthAddress OTHER = EthAddress.parse("0x" + "b2".repeat(20));
    private static final EthAddress NOBODY = EthAddress.parse("0x" + "c3".repeat(20));

    @TempDir
    Path dir;

    @Test
    void sumsFromAMillisecondToBeforeAnotherThroughRestarts() {
        Path file = dir.resolve("usage.log");
        try (UsageBook book = new UsageBook(file)) {
            book.count(ONE, 100, 1, 2, 30);
            book.count(OTHER, 100, 9, 9, 9);
            book.count(ONE, 200, 4, 5, 60);
            // A clock that went back: the receipt counts where the one before it does.
            book.count(ONE, 150, 1, 1, 1);
        }
        try (UsageBook again = new UsageBook(file)) {
            assertThat(again.between(ONE, 0, 1_000)).isEqualTo(new UsageBook.Sums(3, 6, 8, 91));
            assertThat(again.between(ONE, 0, 100)).isEqualTo(UsageBook.Sums.NONE);
            assertThat(again.between(ONE, 100, 200)).isEqualTo(new UsageBook.Sums(1, 1, 2, 30));
            assertThat(again.between(ONE, 101, 201)).isEqualTo(new UsageBook.Sums(2, 5, 6, 61));
            assertThat(again.between(OTHER, 101, 201)).isEqualTo(UsageBook.Sums.NONE);
            assertThat(again.between(NOBODY, 0, 1_000)).isEqualTo(UsageBook.Sums.NONE);
        }
    }
}
