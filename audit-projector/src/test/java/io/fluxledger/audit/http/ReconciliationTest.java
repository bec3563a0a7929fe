package io.fluxledger.audit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.access.Sessions;
import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.audit.decrypt.DecryptConfiguration;
import io.fluxledger.audit.decrypt.EncryptedReserves;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of the reconciliation: accounts with USDC on a real node, books in a real database. */
class ReconciliationTest {
    private static final long CHAIN = TestChains.HOME_CHAIN_ID;
    private static final String PAYER = "0x" + "a1".repeat(20);
    private static final String PROVIDER = "0x" + "c3".repeat(20);
    private static final long LOCKED_MICROS = 10_000;
    private static final long USED_MICROS = 4_000;

    private static TestChain node;
    private static Database database;

    private final String treasury = address();
    private final String escrow = address();
    private final String payouts = address();

    private static String address() {
        byte[] random = new byte[20];
        new SecureRandom().nextBytes(random);
        return "0x" + HexFormat.of().formatHex(random);
    }

    @BeforeAll
    static void start() {
        node = TestChains.shared().home();
        TestPostgres postgres = TestPostgres.fresh();
        database =
                Database.migrated(new DatabaseConfiguration(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        sql("CREATE TABLE lines_of_all_times PARTITION OF journal_lines DEFAULT");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        for (String table : List.of(
                "type_balances",
                "deposits",
                "withdrawals",
                "payouts",
                "intents",
                "journal_lines",
                "chain_transactions",
                "encrypted_moves",
                "encrypted_progress")) {
            sql("TRUNCATE " + table);
        }
        sql("INSERT INTO applied_offsets (topic, partition, applied_offset, clock_ms) VALUES ('x', 0, 0, 1)"
                + " ON CONFLICT DO NOTHING");
    }

    private static void sql(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** What the ledger says that a treasury and an escrow hold. */
    private static void books(long treasuryMicros, long escrowMicros) {
        balance("TREASURY", -treasuryMicros);
        balance("PLATFORM_FEES", treasuryMicros);
        balance("ESCROW_ASSET", -escrowMicros);
        balance("PAYER_ESCROW_LOCKED", escrowMicros);
    }

    private static void balance(String type, long micros) {
        sql("INSERT INTO type_balances VALUES ('ledger.journal.v1', 0, '%s', %d, %d)"
                .formatted(type, CHAIN, micros * 1_000));
    }

    private static void mined(String kind, String account, String subject, String state, long block) {
        sql("""
                INSERT INTO chain_transactions (command_id, kind, chain_id, account, subject_id, state, transaction_hash,
                    block_number, updated_at_ms)
                VALUES ('%1$s-%3$s', '%1$s', %6$d, '%2$s', '%3$s', '%4$s', 'hash-%3$s', %5$d, 1)""".formatted(kind, account, subject, state, block, CHAIN));
    }

    private ChainCalls calls(List<URI> nodes) {
        ChainsFile.Chain chain =
                ChainsFile.read(TestChains.shared().chainsFile()).chain(CHAIN).orElseThrow();
        return new ChainCalls(new ChainsFile.Chain(
                CHAIN,
                chain.name(),
                nodes.isEmpty() ? chain.rpcUrls() : nodes,
                chain.usdc(),
                chain.usdcName(),
                chain.usdcVersion(),
                escrow,
                chain.collector(),
                chain.audit(),
                treasury,
                chain.operator(),
                chain.confirmations(),
                chain.traits(),
                chain.bridges(),
                chain.swapPool(),
                chain.tokens()));
    }

    private JsonNode reconciled(boolean withKey) {
        return reconciled(withKey, List.of());
    }

    private JsonNode reconciled(boolean withKey, List<URI> nodes) {
        List<DecryptConfiguration.Source> sources = withKey
                ? List.of(new DecryptConfiguration.Source(
                        CHAIN,
                        List.of(node.rpcUrl()),
                        new EercContracts(address(), address()),
                        node.contracts().usdc(),
                        0,
                        TestChains.CONFIRMATIONS,
                        payouts))
                : List.of();
        ReconciliationRoutes routes = new ReconciliationRoutes(
                new AuditQueries(database.jdbi()),
                List.of(calls(nodes)),
                new EncryptedReserves(database.jdbi(), sources),
                new ReadAccess(Callers.NONE, new Sessions(Callers.NONE, System::currentTimeMillis)));
        JsonNode chains = Json.STRICT.<JsonNode>valueToTree(routes.reconcile()).path("chains");
        assertThat(chains.size()).isEqualTo(1);
        return chains.path(0);
    }

    private long block() throws Exception {
        return calls(List.of()).blockNumber();
    }

    private static List<String> kinds(JsonNode list) {
        List<String> kinds = new ArrayList<>();
        list.forEach(item ->
                kinds.add(item.path("kind").asText() + " " + item.path("amount").asText()));
        return kinds;
    }

    @Test
    void whatIsTheSameIsTheSame() {
        node.mintUsdc(treasury, 7_000_000);
        node.mintUsdc(escrow, 5_000);
        books(7_000_000, 5_000);
        JsonNode chain = reconciled(false);
        assertThat(chain.path("onChain").path("state").asText()).isEqualTo("READ");
        assertThat(chain.path("treasuryDifference").asText()).isEqualTo("0");
        assertThat(chain.path("treasuryUnexplained").asText()).isEqualTo("0");
        assertThat(chain.path("escrowUnexplained").asText()).isEqualTo("0");
        assertThat(chain.path("encrypted").path("state").asText()).isEqualTo("NOT_USED");
    }

    /** The chain has 7 USDC less 1.5 that a transaction has paid; only one that pays this money explains that. */
    @ParameterizedTest(name = "{0} {1} on chain {2} of {3}: unexplained {4}")
    @CsvSource(delimiter = '|', textBlock = """
            PAYOUT         | MINED     | 0  | PROVIDER | 0
            PAYOUT         | FINAL     | 0  | PROVIDER | 0
            SWAP_PAY       | MINED     | 0  | PROVIDER | 0
            BRIDGE_LOCK    | MINED     | 0  | PROVIDER | -1.5
            SWAP_APPROVE   | FINAL     | 0  | PROVIDER | -1.5
            PAYOUT         | BROADCAST | 0  | PROVIDER | -1.5
            PAYOUT         | MINED     | 1  | PROVIDER | -1.5
            PAYOUT         | MINED     | 0  | PAYER    | -1.5
            """)
    void aPayoutOnItsWay(String kind, String state, long otherChain, String account, String unexplained)
            throws Exception {
        node.mintUsdc(treasury, 5_500_000);
        books(7_000_000, 0);
        sql("""
                INSERT INTO payouts (provider, payout_id, batch_id, window_end_ms, chain_id, amount_micros, recipient,
                    folded_status)
                VALUES ('%s', 'p', 'b', 1, %d, 1500000, '%s', 'IN_FLIGHT')""".formatted(PROVIDER, CHAIN, PROVIDER));
        mined(kind, account.equals("PAYER") ? PAYER : PROVIDER, "p", state, block());
        sql("UPDATE chain_transactions SET chain_id = chain_id + " + otherChain);
        assertThat(reconciled(false).path("treasuryUnexplained").asText()).isEqualTo(unexplained);
    }

    @Test
    void depositsAndWithdrawalsOnTheirWay() throws Exception {
        node.mintUsdc(treasury, 7_750_000);
        books(7_000_000, 0);
        sql("INSERT INTO deposits (payer, chain_id, token, nonce, status, amount_micros, transaction_hash)"
                + " VALUES ('%s', %d, 't', 'n', 'SEEN', 1000000, 'hash-n')".formatted(PAYER, CHAIN));
        sql("INSERT INTO withdrawals (payer, withdrawal_id, status, chain_id, amount_nanos)"
                + " VALUES ('%s', 'w', 'SUBMITTED', %d, 250000000)".formatted(PAYER, CHAIN));
        mined("WITHDRAWAL", PAYER, "w", "MINED", block());
        JsonNode chain = reconciled(false);
        assertThat(kinds(chain.path("onTheWay"))).containsExactly("DEPOSITS_SEEN 1", "WITHDRAWALS_MINED -0.25");
        assertThat(chain.path("treasuryDifference").asText()).isEqualTo("0.75");
        assertThat(chain.path("treasuryUnexplained").asText()).isEqualTo("0");
    }

    /** Steps of an intent that locked 0.01 and used 0.004, mined and not posted: fee of 25 basis points. */
    @ParameterizedTest(name = "{0}, posted {1}, payout on {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ESCROW_AUTHORIZE | ''                | 0 | 10000 | 0
            ESCROW_CAPTURE   | AUTHORIZE         | 0 | -4000 | 10
            ESCROW_CAPTURE   | AUTHORIZE         | 1 | -4000 | 4000
            ESCROW_VOID      | AUTHORIZE,CAPTURE | 0 | -6000 | 0
            """)
    void stepsOfAnEscrow(String kind, String posted, long otherChain, long escrowMicros, long treasuryMicros)
            throws Exception {
        books(7_000_000, 20_000);
        node.mintUsdc(treasury, 7_000_000 + treasuryMicros);
        node.mintUsdc(escrow, 20_000 + escrowMicros);
        intent(posted, otherChain);
        mined(kind, PAYER, "i", "MINED", block());
        JsonNode chain = reconciled(false);
        assertThat(chain.path("escrowDifference").asText()).isNotEqualTo("0");
        assertThat(chain.path("escrowUnexplained").asText())
                .as(chain.toString())
                .isEqualTo("0");
        assertThat(chain.path("treasuryUnexplained").asText())
                .as(chain.toString())
                .isEqualTo("0");
        // Nothing is explained twice once the ledger has it.
        sql("UPDATE intents SET authorize_status = 'FINAL', capture_status = 'FINAL', void_status = 'FINAL'");
        JsonNode after = reconciled(false);
        assertThat(after.path("escrowOnTheWay").size()).isZero();
        assertThat(after.path("onTheWay").size()).isZero();
    }

    private static void intent(String posted, long otherChain) {
        sql("""
                INSERT INTO intents (payer, intent_id, funding, payout_chain_id, max_amount_nanos, opened_topic,
                    opened_partition, opened_offset, closed_status, closed_captured_nanos, closed_refunded_nanos,
                    authorize_status, capture_status)
                VALUES ('%s', 'i', 'ESCROW', %d, %d, 'ledger.journal.v1', 0, 5, 'SETTLED', %d, %d, %s, %s)""".formatted(
                        PAYER,
                        CHAIN + otherChain,
                        LOCKED_MICROS * 1_000,
                        USED_MICROS * 1_000,
                        (LOCKED_MICROS - USED_MICROS) * 1_000,
                        posted.contains("AUTHORIZE") ? "'FINAL'" : "NULL",
                        posted.contains("CAPTURE") ? "'FINAL'" : "NULL"));
        sql("""
                INSERT INTO journal_lines (topic, partition, record_offset, input_id, line_index, input_type, account,
                    outcome, clock_ms, rules_version, account_sequence, partition_sequence, account_previous_hash,
                    partition_previous_hash, hash, input_partition, input_offset, entries, balances)
                VALUES ('ledger.journal.v1', 0, 5, '00000000-0000-0000-0000-000000000001', 0, 'IntentLocked', '%s',
                    'ACCEPTED', 1, 1, 1, 1, '', '', '', 0, 5,
                    '[{"type":"IntentOpened","intentId":"i","escrow":{"minFeeBps":25}}]', '[]')""".formatted(PAYER));
    }

    /** A reserve of 2 USDC openly and 3 encrypted, of which a payout of 1 was paid in a block that is not read yet. */
    private long reserve() throws Exception {
        node.mintUsdc(treasury, 2_000_000);
        node.mintUsdc(payouts, 2_000_000);
        long read = block();
        sql("INSERT INTO encrypted_progress VALUES (%d, %d)".formatted(CHAIN, read + 1));
        moved("DEPOSIT", "deposit", payouts, null, "4000000", read - 1);
        moved("TRANSFER", "paid", payouts, PROVIDER, "1000000", read);
        sql("""
                INSERT INTO payouts (provider, payout_id, batch_id, window_end_ms, chain_id, amount_micros, recipient,
                    folded_status)
                VALUES ('%1$s', 'paid', 'b', 1, %2$d, 1000000, '%1$s', 'FINAL')""".formatted(PROVIDER, CHAIN));
        mined("PRIVATE_PAYOUT", PROVIDER, "paid", "FINAL", read);
        sql("UPDATE encrypted_moves SET transaction_hash = 'hash-paid' WHERE transaction_hash = 'paid'");
        books(7_000_000, 0);
        return read;
    }

    private static void moved(String kind, String hash, String from, @Nullable String to, String micros, long block) {
        sql("INSERT INTO encrypted_moves VALUES (%d, '%s', 0, %d, '%s', '%s', %s, %s, %s)"
                .formatted(
                        CHAIN,
                        hash,
                        block,
                        kind,
                        from,
                        to == null ? "NULL" : "'" + to + "'",
                        micros,
                        micros.equals("NULL") ? "'NOT_DECRYPTABLE'" : "NULL"));
    }

    @Test
    void everythingIsAsOfTheBlockThatTheKeyHasRead() throws Exception {
        long read = reserve();
        // Later, and read from the chain at the latest block it would be a difference of 9.
        node.mintUsdc(treasury, 9_000_000);
        JsonNode chain = reconciled(true);
        assertThat(chain.path("onChain").path("blockNumber").asLong()).isEqualTo(read);
        assertThat(chain.path("encrypted").path("state").asText()).isEqualTo("READ");
        assertThat(chain.path("encrypted").path("nextBlock").asLong()).isEqualTo(read + 1);
        assertThat(chain.path("encrypted").path("amount").asText()).isEqualTo("3");
        assertThat(chain.path("treasuryUnexplained").asText())
                .as(chain.toString())
                .isEqualTo("0");
        assertThat(chain.path("encrypted").path("unexplainedTransfers").size()).isZero();
    }

    /** What the ledger has posted and the key has not read, and what is mined behind that block, is told apart. */
    @Test
    void theLedgerMayBeAheadOfTheBlock() throws Exception {
        long read = reserve();
        sql("UPDATE type_balances SET amount_nanos = amount_nanos + 1250000000 WHERE account_type = 'TREASURY'");
        for (String[] payout : new String[][] {{"posted", "1000000", "FINAL"}, {"behind", "77", "IN_FLIGHT"}}) {
            sql("""
                    INSERT INTO payouts (provider, payout_id, batch_id, window_end_ms, chain_id, amount_micros, recipient,
                        folded_status)
                    VALUES ('%1$s', '%2$s', 'b', 1, %3$d, %4$s, '%1$s', '%5$s')""".formatted(PROVIDER, payout[0], CHAIN, payout[1], payout[2]));
            mined("PRIVATE_PAYOUT", PROVIDER, payout[0], payout[2].equals("FINAL") ? "FINAL" : "MINED", read + 1);
        }
        sql("INSERT INTO withdrawals (payer, withdrawal_id, status, chain_id, amount_nanos)"
                + " VALUES ('%s', 'w', 'FINAL', %d, 250000000)".formatted(PAYER, CHAIN));
        mined("WITHDRAWAL", PAYER, "w", "FINAL", read + 2);
        JsonNode chain = reconciled(true);
        assertThat(kinds(chain.path("onTheWay"))).containsExactly("PAYOUTS_LATER 1", "WITHDRAWALS_LATER 0.25");
        assertThat(chain.path("treasuryUnexplained").asText())
                .as(chain.toString())
                .isEqualTo("0");
    }

    @Test
    void withoutAKeyNothingIsSaidOfTheTreasury() throws Exception {
        var _ = reserve();
        JsonNode none = reconciled(false);
        assertThat(none.path("encrypted").path("state").asText()).isEqualTo("NOT_READ");
        assertThat(none.has("treasuryUnexplained")).isFalse();
        assertThat(none.path("escrowUnexplained").asText()).isEqualTo("0");
        sql("TRUNCATE encrypted_progress");
        JsonNode nothingRead = reconciled(true);
        assertThat(nothingRead.path("encrypted").path("state").asText()).isEqualTo("NOT_READ");
        assertThat(nothingRead.has("treasuryUnexplained")).isFalse();
    }

    @Test
    void whatCannotBeDecryptedIsAProblem() throws Exception {
        long read = reserve();
        moved("TRANSFER", "unreadable", payouts, PROVIDER, "NULL", read);
        JsonNode chain = reconciled(true);
        assertThat(chain.path("encrypted").path("state").asText()).isEqualTo("INCOMPLETE");
        assertThat(chain.path("encrypted").path("undecrypted").asLong()).isEqualTo(1);
        assertThat(chain.has("treasuryUnexplained")).isFalse();
    }

    @Test
    void aTransferThatNoPayoutExplainsIsListed() throws Exception {
        long read = reserve();
        moved("TRANSFER", "stolen", payouts, PAYER, "500000", read);
        // To somebody else than the payout says, in the payout's own transaction.
        sql("INSERT INTO encrypted_moves VALUES (%d, 'hash-paid', 9, %d, 'TRANSFER', '%s', '%s', 1, NULL)"
                .formatted(CHAIN, read, payouts, PAYER));
        JsonNode listed = reconciled(true).path("encrypted").path("unexplainedTransfers");
        assertThat(listed.findValuesAsText("transactionHash")).containsExactly("hash-paid", "stolen");
        assertThat(listed.path(1).path("amount").asText()).isEqualTo("0.5");
    }

    @Test
    void aNodeThatDoesNotAnswerSaysNothing() throws Exception {
        books(7_000_000, 0);
        JsonNode chain = reconciled(false, List.of(URI.create("http://127.0.0.1:1")));
        assertThat(chain.path("onChain").path("state").asText()).isEqualTo("UNAVAILABLE");
        assertThat(chain.has("treasuryUnexplained")).isFalse();
        assertThat(chain.path("covered").asBoolean()).isTrue();
    }
}
