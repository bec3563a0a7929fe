package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The key of an address against its text, which is what a key must be. */
class AddressTest {
    private static final String TEXT = "0x0123456789abcdef9a0b1c2d3e4f5060708090af";
    private static final Address ADDRESS = Address.parse(TEXT);

    @Test
    void isWrittenAsItsTextAlone() {
        String rows = """
                0x0123456789abcdef9a0b1c2d3e4f5060708090af  | true
                0X0123456789abcdef9a0b1c2d3e4f5060708090af  | false
                0x0123456789ABCDEF9a0b1c2d3e4f5060708090af  | false
                0x0123456789abcdef9a0b1c2d3e4f5060708090aF  | false
                0123456789abcdef9a0b1c2d3e4f5060708090af    | false
                1x0123456789abcdef9a0b1c2d3e4f5060708090af  | false
                0x0123456789abcdef9a0b1c2d3e4f5060708090a   | false
                0x0123456789abcdef9a0b1c2d3e4f5060708090af0 | false
                0x                                          | false
                                                            | false
                """;
        for (String row : rows.lines().toList()) {
            String[] cells = row.split("\\|");
            assertThat(ADDRESS.isWrittenAs(cells[0].trim())).as(row).isEqualTo(Boolean.parseBoolean(cells[1].trim()));
        }
    }

    /** Characters beyond 16 bits are two of the text and one byte; others have the low byte of a digit. */
    @Test
    void isWrittenInNoOtherCharacters() {
        for (int i = 0; i < TEXT.length() - 1; i++) {
            String before = TEXT.substring(0, i);
            assertThat(ADDRESS.isWrittenAs(before + "\uD83D\uDE00" + TEXT.substring(i + 2)))
                    .isFalse();
            assertThat(ADDRESS.isWrittenAs(before + (char) (0x100 + TEXT.charAt(i)) + TEXT.substring(i + 1)))
                    .isFalse();
            assertThat(ADDRESS.isWrittenAs(before + (char) (0x80 + TEXT.charAt(i)) + TEXT.substring(i + 1)))
                    .isFalse();
        }
    }

    @Test
    void isWrittenAsWhatIsPrintedOfIt() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            Address address = new Address(random.nextLong(), random.nextLong(), random.nextInt());
            String text = address.toString();
            assertThat(address.isWrittenAs(text)).as("seed %d: %s", seed, text).isTrue();
            int at = 2 + random.nextInt(40);
            char other = "0123456789abcdefABCDEF:/`g".charAt(random.nextInt(26));
            String changed = text.substring(0, at) + other + text.substring(at + 1);
            assertThat(address.isWrittenAs(changed))
                    .as("seed %d: %s of %s", seed, changed, text)
                    .isEqualTo(changed.equals(text));
        }
    }
}
