package io.fluxledger.prover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the prover. It ends when this process ends, because its input does. */
final class ProverProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProverProcess.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STOP_TIMEOUT_S = 10;
    private static final JsonNode ENDED = JSON.createObjectNode().put("ended", true);

    private final Process process;
    private final Writer input;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, BlockingQueue<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<JsonNode> unasked = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    /** Answers to one request, in order. */
    final class Exchange implements AutoCloseable {
        private final String id;
        private final BlockingQueue<JsonNode> answers;

        private Exchange(String id, BlockingQueue<JsonNode> answers) {
            this.id = id;
            this.answers = answers;
        }

        String id() {
            return id;
        }

        /**
         * The next event or the result.
         *
         * @throws ProverException for an error, the end of the process, or no answer in time, which ends the process
         */
        JsonNode next(long timeoutMs) {
            return take(answers, timeoutMs);
        }

        @Override
        public void close() {
            waiting.remove(id);
        }
    }

    private ProverProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it and waits until it is ready. */
    static ProverProcess start(ProverSettings settings) {
        List<String> command = new ArrayList<>(List.of(
                "node",
                settings.home().resolve("prover/main.mjs").toString(),
                "--artifacts",
                settings.artifacts().toAbsolutePath().toString(),
                "--workers",
                Integer.toString(settings.workers()),
                "--queue",
                Integer.toString(settings.queueLimit()),
                "--profile",
                settings.profile().name().toLowerCase(Locale.ROOT)));
        String seed = settings.seed();
        if (seed != null) {
            command.addAll(List.of("--seed", seed));
        }
        ProverProcess started;
        try {
            Path log = settings.log().toAbsolutePath();
            Path directory = log.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            started = new ProverProcess(new ProcessBuilder(command)
                    .directory(settings.home().toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new ProverException(
                    ProverException.Code.UNAVAILABLE, "node cannot be started: " + e.getMessage() + "; see README");
        }
        Thread.ofVirtual().name("prover-answers").start(started::read);
        try {
            started.take(started.unasked, settings.startTimeout().toMillis());
        } catch (ProverException e) {
            started.kill();
            throw new ProverException(
                    ProverException.Code.UNAVAILABLE,
                    "not ready (" + e.getMessage() + "); it says why in " + settings.log());
        }
        return started;
    }

    boolean isAlive() {
        return !ended && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends a request. The caller closes the exchange. */
    Exchange ask(ObjectNode request) {
        String id = Long.toString(lastId.incrementAndGet());
        BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
        waiting.put(id, answers);
        if (ended) {
            answers.add(ENDED);
        }
        try {
            String line = request.put("id", id) + "\n";
            synchronized (input) {
                input.write(line);
                input.flush();
            }
        } catch (IOException e) {
            LOG.debug("The prover takes no requests", e);
            answers.add(ENDED);
        }
        return new Exchange(id, answers);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Asks it to stop, and stops it by force when it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode take(BlockingQueue<JsonNode> answers, long timeoutMs) {
        @Nullable JsonNode answer;
        try {
            answer = answers.poll(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProverException(ProverException.Code.CANCELLED, "interrupted");
        }
        if (answer == null) {
            kill();
            throw new ProverException(ProverException.Code.TIMED_OUT, "no answer in %d ms".formatted(timeoutMs));
        }
        if (answer.path("ended").asBoolean()) {
            throw new ProverException(ProverException.Code.UNAVAILABLE, "the process ended");
        }
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw new ProverException(
                    code(error.path("code").asText()),
                    error.path("message").asText(),
                    error.hasNonNull("field") ? error.path("field").asText() : null);
        }
        return answer;
    }

    private static ProverException.Code code(String name) {
        for (ProverException.Code code : ProverException.Code.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ProverException.Code.PROTOCOL;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            @Nullable String line;
            while ((line = lines.readLine()) != null) {
                JsonNode answer = JSON.readTree(line);
                if (!answer.hasNonNull("id")) {
                    unasked.add(answer);
                    continue;
                }
                // Nobody waits any more for what was given up.
                @Nullable
                BlockingQueue<JsonNode> asked = waiting.get(answer.path("id").asText());
                if (asked != null) {
                    asked.add(answer);
                }
            }
        } catch (IOException e) {
            LOG.warn("The prover's answers cannot be read", e);
            kill();
        } finally {
            ended = true;
            unasked.add(ENDED);
            waiting.values().forEach(answers -> answers.add(ENDED));
        }
    }
}
