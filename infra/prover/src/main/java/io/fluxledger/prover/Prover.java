package io.fluxledger.prover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.EercBalance;
import io.fluxledger.contracts.EercProof;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prover, kept running: it is started when first asked, and again when it ends, with growing waits in between. Keys that were
 * opened from files are opened again. Proofs have no effect outside, so what a dead process left unanswered is asked again. A batch
 * goes on behind its last proof.
 *
 * <p>Keys are named by the caller; secrets stay in the process. All methods may be called from several threads, and throw
 * {@link ProverException}.
 */
public final class Prover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prover.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SIGNATURE_PREFIX = "0x";

    private final ProverSettings settings;
    private final Map<String, KeyFile> opened = new LinkedHashMap<>();
    private @Nullable ProverProcess process;
    private int failures;
    private boolean closed;

    private record KeyFile(Path file, Path passwordFile) {}

    /** Does not start anything yet. */
    public Prover(ProverSettings settings) {
        this.settings = settings;
    }

    /** Starts it when it does not run. */
    public ProverHealth health() {
        JsonNode result = ask(command("health"));
        List<String> keys = new ArrayList<>();
        result.path("keys").forEach(key -> keys.add(key.asText()));
        return new ProverHealth(
                result.path("pid").asLong(),
                result.path("workers").asInt(),
                result.path("busy").asInt(),
                result.path("waiting").asInt(),
                keys);
    }

    /**
     * Makes a key and writes it, encrypted under the password, to a file that must not exist.
     *
     * @return the public key's two words
     */
    public List<BigInteger> createKey(String name, Path file, Path passwordFile) {
        return store(command("createKey"), name, file, passwordFile);
    }

    /**
     * Derives a key from a wallet's signature of 65 bytes, the same each time, and writes it as {@link #createKey} does.
     *
     * @return the public key's two words
     */
    public List<BigInteger> deriveKey(String name, byte[] signature, Path file, Path passwordFile) {
        String hex = SIGNATURE_PREFIX + java.util.HexFormat.of().formatHex(signature);
        return store(command("deriveKey").put("signature", hex), name, file, passwordFile);
    }

    /**
     * Opens a key from its file.
     *
     * @return the public key's two words
     */
    public List<BigInteger> openKey(String name, Path file, Path passwordFile) {
        KeyFile key = new KeyFile(file.toAbsolutePath(), passwordFile.toAbsolutePath());
        List<BigInteger> publicKey = words(ask(openKey(name, key)).path("publicKey"));
        remember(name, key);
        return publicKey;
    }

    /** Proof that registers the key for an account. */
    public EercProof register(String key, String account, long chainId) {
        return proof(ask(
                command("register").put("key", key).put("account", account).put("chainId", Long.toString(chainId))));
    }

    /** @param receiverKey two words; auditorKey as well */
    public Spending transfer(
            String key,
            KnownBalance balance,
            List<BigInteger> receiverKey,
            List<BigInteger> auditorKey,
            long amountMicros) {
        ObjectNode request = spend("transfer", key, balance, auditorKey).put("amount", Long.toString(amountMicros));
        request.set("receiverKey", array(receiverKey));
        return spending(ask(request));
    }

    /** Proof of a withdrawal, whose amount is public. */
    public Spending withdraw(String key, KnownBalance balance, List<BigInteger> auditorKey, long amountMicros) {
        return spending(ask(spend("withdraw", key, balance, auditorKey).put("amount", Long.toString(amountMicros))));
    }

    /** A note of an amount for the key's owner, as a deposit takes it. */
    public List<BigInteger> encryptOwn(String key, long amountMicros) {
        return words(ask(own(key, amountMicros)).path("pct"));
    }

    /** The balance of an account that has made one deposit and nothing else. */
    public KnownBalance firstDeposit(String key, long amountMicros) {
        return new KnownBalance(words(ask(own(key, amountMicros)).path("cipher")), amountMicros);
    }

    private static ObjectNode own(String key, long amountMicros) {
        return command("encryptOwn").put("key", key).put("amount", Long.toString(amountMicros));
    }

    /** The amount of a ciphertext of 7 words: of a credit, for its receiver; of any transfer, for the auditor. */
    public long decryptPct(String key, List<BigInteger> pct) {
        ObjectNode request = command("decryptPct").put("key", key);
        request.set("pct", array(pct));
        return ask(request).path("amount").asLong();
    }

    /** The owner's balance, from its notes, checked against the encrypted balance. */
    public KnownBalance decryptBalance(String key, EercBalance balance) {
        ObjectNode request = command("decryptBalance").put("key", key);
        request.set("balance", array(balance.cipher()));
        request.set("balancePct", array(balance.balancePct()));
        ArrayNode credits = request.putArray("credits");
        balance.credits().forEach(credit -> credits.add(array(credit)));
        return new KnownBalance(balance.cipher(), ask(request).path("amount").asLong());
    }

    /**
     * Proves transfers of one account, each on the balance that the one before leaves, and hands each over when it and all before it
     * are ready. They must be sent in that order, and nothing else may be credited to the account meanwhile.
     *
     * @param sink on the calling thread; false ends the batch, as does an exception
     * @return the balance after the last proof that was handed over
     */
    public KnownBalance batch(
            String key,
            KnownBalance balance,
            List<BigInteger> auditorKey,
            List<BatchTransfer> transfers,
            Predicate<BatchProof> sink) {
        KnownBalance current = balance;
        int done = 0;
        int attempts = 0;
        while (done < transfers.size()) {
            ObjectNode request = spend("batch", key, current, auditorKey);
            ArrayNode items = request.putArray("transfers");
            for (BatchTransfer transfer : transfers.subList(done, transfers.size())) {
                items.addObject()
                        .put("amount", Long.toString(transfer.amountMicros()))
                        .set("receiverKey", array(transfer.receiverKey()));
            }
            ProverProcess running = running();
            try (ProverProcess.Exchange exchange = running.ask(request)) {
                boolean goOn = true;
                try {
                    while (goOn && done < transfers.size()) {
                        goOn = false;
                        Spending spending = spending(answer(exchange));
                        attempts = 0;
                        answered();
                        current = spending.next();
                        goOn = sink.test(new BatchProof(done++, transfers.size(), spending));
                    }
                } finally {
                    if (!goOn && running.isAlive()) {
                        cancel(running, exchange);
                    }
                }
                if (!goOn) {
                    return current;
                }
            } catch (ProverException e) {
                if (!isLost(e) || ++attempts >= settings.maxAttempts()) {
                    throw e;
                }
                LOG.warn("The prover ended with {} of {} proofs made; it goes on", done, transfers.size());
            }
        }
        return current;
    }

    /** Stops the process. */
    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.close();
        }
    }

    private List<BigInteger> store(ObjectNode request, String name, Path file, Path passwordFile) {
        KeyFile key = new KeyFile(file.toAbsolutePath(), passwordFile.toAbsolutePath());
        request.put("key", name)
                .put("file", key.file().toString())
                .put("passwordFile", key.passwordFile().toString());
        // Not asked twice: the first may have written the file.
        List<BigInteger> publicKey = words(once(running(), request).path("publicKey"));
        remember(name, key);
        return publicKey;
    }

    private synchronized void remember(String name, KeyFile key) {
        opened.put(name, key);
    }

    /** Nobody waits for the answer. */
    private static void cancel(ProverProcess running, ProverProcess.Exchange exchange) {
        running.ask(command("cancel").put("target", exchange.id())).close();
    }

    /** Asks, and asks again when the process ended without an answer. */
    private JsonNode ask(ObjectNode request) {
        int attempts = 0;
        while (true) {
            try {
                return once(running(), request);
            } catch (ProverException e) {
                if (!isLost(e) || ++attempts >= settings.maxAttempts()) {
                    throw e;
                }
            }
        }
    }

    private JsonNode once(ProverProcess running, ObjectNode request) {
        try (ProverProcess.Exchange exchange = running.ask(request)) {
            JsonNode result = answer(exchange).path("result");
            answered();
            return result;
        }
    }

    private JsonNode answer(ProverProcess.Exchange exchange) {
        return exchange.next(settings.answerTimeout().toMillis());
    }

    private static boolean isLost(ProverException e) {
        return e.code() == ProverException.Code.UNAVAILABLE;
    }

    private synchronized ProverProcess running() {
        ProverProcess current = process;
        if (current != null && current.isAlive()) {
            return current;
        }
        if (closed) {
            throw new ProverException(ProverException.Code.CANCELLED, "closed");
        }
        waitBeforeStart();
        // Until it answers a request.
        failures++;
        ProverProcess started = ProverProcess.start(settings);
        opened.forEach((name, key) -> {
            try (ProverProcess.Exchange exchange = started.ask(openKey(name, key))) {
                answer(exchange);
            }
        });
        LOG.info("Prover {} runs with {} threads", started.pid(), settings.workers());
        process = started;
        return started;
    }

    private synchronized void answered() {
        failures = 0;
    }

    private void waitBeforeStart() {
        if (failures == 0) {
            return;
        }
        long waitMs = Math.min(
                settings.maxBackoff().toMillis(),
                settings.firstBackoff().toMillis() << Math.min(failures - 1, Integer.SIZE - 2));
        try {
            Thread.sleep(waitMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProverException(ProverException.Code.CANCELLED, "interrupted");
        }
    }

    private static ObjectNode command(String name) {
        return JSON.createObjectNode().put("command", name);
    }

    private static ObjectNode openKey(String name, KeyFile key) {
        return command("openKey")
                .put("key", name)
                .put("file", key.file().toString())
                .put("passwordFile", key.passwordFile().toString());
    }

    private static ObjectNode spend(String command, String key, KnownBalance balance, List<BigInteger> auditorKey) {
        ObjectNode request =
                command(command).put("key", key).put("balanceAmount", Long.toString(balance.amountMicros()));
        request.set("balance", array(balance.cipher()));
        request.set("auditorKey", array(auditorKey));
        return request;
    }

    private static ArrayNode array(List<BigInteger> words) {
        ArrayNode array = JSON.createArrayNode();
        words.forEach(word -> array.add(word.toString()));
        return array;
    }

    private static List<BigInteger> words(JsonNode array) {
        List<BigInteger> words = new ArrayList<>();
        array.forEach(word -> words.add(new BigInteger(word.asText())));
        return words;
    }

    private static EercProof proof(JsonNode answer) {
        JsonNode proof = answer.path("proof");
        List<BigInteger> points = new ArrayList<>(words(proof.path("a")));
        proof.path("b").forEach(pair -> points.addAll(words(pair)));
        points.addAll(words(proof.path("c")));
        return new EercProof(points, words(answer.path("publicSignals")));
    }

    private static Spending spending(JsonNode answer) {
        return new Spending(
                proof(answer),
                words(answer.path("balancePct")),
                new KnownBalance(
                        words(answer.path("nextBalance")),
                        answer.path("nextBalanceAmount").asLong()),
                answer.path("proveMs").asLong());
    }
}
