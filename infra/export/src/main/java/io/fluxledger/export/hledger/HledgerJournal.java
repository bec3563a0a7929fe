package io.fluxledger.export.hledger;

import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import io.fluxledger.events.SubBalance;
import io.fluxledger.export.log.LogEnds;
import io.fluxledger.export.log.LogReader;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes a journal for hledger: a transaction for each line that posts something, with its place, input and hash as tags, and the
 * balances that the line says the account has then as assertions. So hledger finds a line that was changed, left out or put in by
 * its own arithmetic. Dates are days in UTC.
 */
public final class HledgerJournal {
    private static final int NANO_DIGITS = 9;

    private final KafkaClients clients;

    public HledgerJournal(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * What was written.
     *
     * @param transactions lines that post something
     * @param assertions balances that hledger compares
     */
    public record Written(long transactions, long assertions) {}

    /** Writes the file, over one that is there. */
    public Written run(Path file) throws IOException {
        Map<TopicPartition, Long> ends = LogEnds.committedEnds(
                clients, List.of(TopicCatalog.LEDGER_JOURNAL.name(), TopicCatalog.PROVIDER_JOURNAL.name()));
        Path body = Files.createTempFile("journal", ".part");
        try {
            Body written = new Body();
            LogReader reader = new LogReader(clients);
            try (BufferedWriter out = Files.newBufferedWriter(body)) {
                for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                    reader.<IOException>read(
                            end.getKey(),
                            end.getValue(),
                            record -> written.line(
                                    record, (JournalLine) clients.serde().deserialize(record.value()), out));
                }
            }
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                heading(out, written.accounts);
                try (var in = Files.newBufferedReader(body)) {
                    in.transferTo(out);
                }
            }
            return new Written(written.transactions, written.assertions);
        } finally {
            Files.deleteIfExists(body);
        }
    }

    private static void heading(Writer out, SortedSet<String> accounts) throws IOException {
        out.write("; Both folds' journals of Fluxledger. Check it: hledger -f FILE check --strict\n\n");
        out.write("decimal-mark .\ncommodity 1000.000000000 USDC\n\n");
        out.write("account assets  ; type: A\naccount liabilities  ; type: L\n");
        out.write("account revenues  ; type: R\naccount expenses  ; type: X\n");
        for (String account : accounts) {
            out.write("account " + account + "\n");
        }
        out.write("\n");
    }

    /** Transactions, and which accounts they name. */
    private static final class Body {
        private final SortedSet<String> accounts = new TreeSet<>();
        private long transactions;
        private long assertions;

        void line(ConsumerRecord<byte[], byte[]> at, JournalLine line, Writer out) throws IOException {
            List<Posting> postings = line.getPostings();
            if (postings.isEmpty()) {
                return;
            }
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(line.getClockMs()), ZoneOffset.UTC);
            out.write("%s (%s-%d:%d) %s  ; input:%s, hash:%s\n"
                    .formatted(
                            day,
                            at.topic(),
                            at.partition(),
                            at.offset(),
                            line.getInputType(),
                            EventHeaders.uuid(line.getInputId()),
                            HexFormat.of().formatHex(line.getHash().bytes())));
            Map<String, Integer> lastOf = new HashMap<>();
            for (int i = 0; i < postings.size(); i++) {
                lastOf.put(name(postings.get(i)), i);
            }
            for (int i = 0; i < postings.size(); i++) {
                Posting posting = postings.get(i);
                String name = name(posting);
                accounts.add(name);
                out.write("    %s  %s USDC".formatted(name, amount(posting.getAmountNanos())));
                if (posting.getOwner() != null
                        && posting.getOwner().equals(line.getAccount())
                        && Integer.valueOf(i).equals(lastOf.get(name))) {
                    out.write(" = %s USDC".formatted(amount(balance(line, posting))));
                    assertions++;
                }
                out.write("\n");
            }
            out.write("\n");
            transactions++;
        }

        private static String name(Posting posting) {
            return AccountNames.of(posting.getAccount(), posting.getOwner(), posting.getChainId());
        }

        /** What the line says that the account has after it; those that have nothing are not said. */
        private static long balance(JournalLine line, Posting posting) {
            for (SubBalance balance : line.getBalances()) {
                if (balance.getAccount() == posting.getAccount() && balance.getChainId() == posting.getChainId()) {
                    return balance.getAmountNanos();
                }
            }
            return 0;
        }

        private static String amount(long nanos) {
            return BigDecimal.valueOf(nanos, NANO_DIGITS).negate().toPlainString();
        }
    }
}
