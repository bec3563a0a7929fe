package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.PartState;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.servers.JavaProgram;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.IntentLockMessage;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * infra/runbooks/quarantine.md, step by step, on a stack of its own whose rules have a bug: withdrawals are not checked
 * against what is available, so that one of too much makes a balance negative.
 */
class QuarantineTest {
    private static final Path RULES = Path.of("../../ledger-streams/rules/src/main/java/io/fluxledger/rules");
    private static final String CLASS_PATH = "java.class.path";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern INPUT = Pattern.compile("operator quarantine ([0-9a-f-]{36})");
    private static final Pattern ORDER = Pattern.compile("order (\\S+)");

    private final String classPath = System.getProperty(CLASS_PATH);

    /** Services are started with this JVM's class path: the class with the bug comes first. */
    @BeforeEach
    void breakTheRules(@TempDir Path dir) throws Exception {
        String check = "account.balances().get(AccountType.PAYER_AVAILABLE, in.chainId()) < in.amountNanos()";
        String source = Files.readString(RULES.resolve("WithdrawalRules.java"));
        assertThat(source).contains(check);
        Path broken = dir.resolve("WithdrawalRules.java");
        Files.writeString(broken, source.replace(check, "in.amountNanos() < 0"));
        Path classes = Files.createDirectory(dir.resolve("classes"));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        classPath,
                        "-d",
                        classes.toString(),
                        broken.toString());
        assertThat(compiled).isZero();
        System.setProperty(CLASS_PATH, classes + File.pathSeparator + classPath);
    }

    @AfterEach
    void mend() {
        System.setProperty(CLASS_PATH, classPath);
    }

    @Test
    void anInputThatBreaksAnInvariantIsSetAsideAndWhatStandsBehindItIsAnswered() throws Exception {
        LiveStack stack = LiveStack.another();
        try (LedgerClient intake = stack.intake()) {
            Wallet payer = Wallet.fresh(stack.chains());
            Funding.deposit(stack, payer, 2_000_000);
            mint(stack, payer, 1_000_000);
            PartState streams = stack.state().part(Parts.STREAMS).orElseThrow();

            // Folded in the same transaction as what breaks it; its line must not be there twice in the end.
            intake.post("/v1/intents", payer.intent(lock(payer))).require("a lock before");
            Answer breaking = intake.post(
                    "/v1/withdrawals", payer.withdrawal("too-much", LocalChain.HOME.chainId(), 3_000_000_000L));
            assertThat(breaking.code()).isEqualTo("OUTCOME_UNKNOWN");
            ObjectNode behind = payer.deposit(LocalChain.HOME.chainId(), 1_000_000);
            assertThat(intake.post("/v1/deposits", behind).code()).isEqualTo("OUTCOME_UNKNOWN");

            String inputId = whatOperatorsSee(stack);
            LiveStack.Ran ordered = stack.ledger("operator", "quarantine", inputId, "--reason", "bug 17");
            assertThat(ordered.out()).contains("PENDING").contains("./ledger up");
            assertThat(ordered.status()).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> !streams.process().alive());
            stack.resume();
            // The partition answers as soon as its state has been restored twice: to the input, and behind the order.
            await().atMost(PATIENCE).untilAsserted(() -> {
                LiveStack.Ran answered = stack.ledger(
                        "operator", "quarantine", inputId, "--reason", "bug 17", "--id", first(ORDER, ordered.out()));
                assertThat(answered.out().lines().filter(l -> l.contains("ACCEPTED")))
                        .as(answered.out() + Files.readString(stack.directory().log(Parts.STREAMS)))
                        .hasSize(16);
                assertThat(answered.status()).isZero();
            });
            // Orders are answered before their commit; what is shown of a topic is committed.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stack.ledger(
                                            "tail",
                                            "ledger.journal.v1",
                                            "--from-beginning",
                                            "-n",
                                            "50",
                                            "--key",
                                            payer.address().toString())
                                    .out())
                            .contains("QUARANTINED"));
            assertThat(intake.post("/v1/deposits", behind)
                            .body()
                            .path("alreadyApplied")
                            .asBoolean())
                    .isTrue();
            intake.await(
                    "/v1/accounts/" + payer.address(),
                    "the deposit behind it is credited, nothing is withdrawn",
                    PATIENCE,
                    a -> a.ok() && Accounts.nanos(a, "available") == 2_950_000_000L);
            verify(stack);
        } finally {
            stack.stop();
        }
    }

    private static IntentLockMessage lock(Wallet payer) {
        return new IntentLockMessage(
                "before",
                payer.address(),
                EthAddress.parse("0x" + "5e".repeat(20)),
                50_000_000,
                System.currentTimeMillis() + Duration.ofMinutes(20).toMillis(),
                "BATCH",
                LocalChain.HOME.chainId(),
                Wallet.freshNonce());
    }

    /** Health, metric, status and log; the log names the input. */
    private static String whatOperatorsSee(LiveStack stack) throws Exception {
        String streams = stack.state().url(Parts.STREAMS);
        await().atMost(PATIENCE).until(() -> get(streams + "/health/ready").contains("\"invariants\":false"));
        assertThat(get(streams + "/metrics")).contains("ledger_invariant_broken 1.0");
        LiveStack.Ran status = stack.ledger("status");
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.out()).containsPattern("streams.*not ready");
        return first(INPUT, Files.readString(stack.directory().log(Parts.STREAMS)));
    }

    /** By the rules that ran, bug included: what was decided stays decided. */
    private static void verify(LiveStack stack) throws Exception {
        Path out = stack.directory().root().resolve("verify.out");
        Process verify = new ProcessBuilder(JavaProgram.command(
                        "io.fluxledger.local.LedgerCli",
                        512,
                        List.of(),
                        List.of(
                                "verify",
                                "--quiet",
                                "--data",
                                stack.directory().root().toString())))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(verify.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(out)).contains(" 0 differences, conservation 0");
        assertThat(verify.exitValue()).isZero();
    }

    private static void mint(LiveStack stack, Wallet payer, long amountMicros) {
        String rpc = stack.chains()
                .chain(LocalChain.HOME.chainId())
                .orElseThrow()
                .rpcUrl()
                .toString();
        try (ChainDeployer deployer = new ChainsSetup(stack.directory()).deployer(LocalChain.HOME, URI.create(rpc))) {
            deployer.mintUsdc(payer.address().toString(), amountMicros);
        }
    }

    private static String get(String url) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
