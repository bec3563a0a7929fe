package io.fluxledger.local.stack;

import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.SchemaRegistry;
import io.fluxledger.servers.ServerFailedException;
import io.fluxledger.servers.ServerProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;

/** Starts what is not running; what it started is stopped again when it cannot finish. */
public final class StackStarter {
    private static final int ABANDON_TIMEOUT_S = 20;

    private final StackDirectory directory;
    private final StackSettings settings;
    private final Report report;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Started> started = new ArrayDeque<>();
    private StackState state;
    private boolean abandoned;

    private record Started(Part part, ServerProcess process) {}

    private StackStarter(StackDirectory directory, StackState state, Report report) {
        this.directory = directory;
        this.settings = state.settings();
        this.state = state;
        this.report = report;
    }

    /**
     * Starts the stack, or the parts of it that are not running.
     *
     * @return the running stack
     * @throws StackException when it cannot be started; nothing that this call started is left running
     */
    public static StackState start(StackDirectory directory, StackSettings settings, Report report) {
        return start(directory, settings, report, StackStarter::run);
    }

    /** As {@link #start}, of the broker and the registry only, without any topic. */
    public static StackState startLog(StackDirectory directory, StackSettings settings, Report report) {
        return start(
                directory,
                settings,
                report,
                (starter, ports) ->
                        starter.startAll(List.of(ServerPart.kafka(directory), ServerPart.registry(directory)), ports));
    }

    private static StackState start(
            StackDirectory directory, StackSettings settings, Report report, BiConsumer<StackStarter, PortPlan> what) {
        try (StackLock lock = StackLock.take(directory)) {
            StackFormat.claim(lock.directory());
            Optional<StackState> before = StackState.read(lock.directory());
            StackState initial = before.map(s -> s.with(settings)).orElseGet(() -> new StackState(settings, List.of()));
            initial.write(directory);
            StackStarter starter = new StackStarter(directory, initial, report);
            Thread hook = new Thread(starter::abandon, "stack-abandon");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                what.accept(starter, new PortPlan(before));
            } catch (RuntimeException e) {
                starter.abandon();
                throw e instanceof StackException ? e : new StackException(message(e), e);
            } finally {
                removeHook(hook);
            }
            return starter.current();
        }
    }

    private void run(PortPlan ports) {
        startAll(Parts.servers(directory), ports);
        new ChainsSetup(directory).run(ports, settings.confirmations(), step -> report.line("contracts", step));
        new EncryptedSetup(directory).run(ports, step -> report.line("contracts", step));
        report.line("topics", "creating topics, registering schemas");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + ports.of(Parts.KAFKA)))) {
            TopicCatalog.createMissing(admin, (short) 1);
        }
        SchemaRegistration.registerAll(new SchemaRegistryClient(SchemaRegistry.confluentApi(ports.of(Parts.REGISTRY))));
        LocalKeys.ensureApiKeys(directory.apiKeys());
        LocalKeys.ensureAuditorKey(directory.auditorKey(), directory.apiKeys());
        LocalKeys.ensureOperatorKey(directory.operatorKey(), directory.operatorKeyHash());
        LocalKeys.ensurePassword(directory.liabilitiesSecrets());
        LocalKeys.ensureWebhookSecret(directory.kycNotificationSecret());
        LocalKeys.ensureWebhookSecret(directory.kycStatusSecret());
        new ProviderPool(directory).ensure(ports.url(Parts.PROVIDER));
        startAll(Parts.services(directory, ports, settings), ports);
    }

    private void startAll(List<Part> parts, PortPlan ports) {
        List<Future<?>> starting = new ArrayList<>();
        for (Part part : parts) {
            starting.add(threads.submit(() -> startOne(part, ports.of(part.name()))));
        }
        RuntimeException failure = null;
        for (Future<?> one : starting) {
            try {
                one.get();
            } catch (ExecutionException e) {
                RuntimeException cause =
                        e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted while starting", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void startOne(Part part, int port) {
        Optional<PartState> earlier = current().part(part.name());
        if (earlier.isPresent() && earlier.get().process().alive()) {
            PartState running = earlier.get();
            if (running.port() == port && running.fingerprint().equals(part.fingerprint()) && part.answers(running)) {
                report.line(part.name(), "already running (pid %d)".formatted(running.pid()));
                return;
            }
            report.line(part.name(), "stopping pid %d to start it anew".formatted(running.pid()));
            running.process().stop(part.stopSignal(), part.stopTimeout());
        }
        long begunNs = System.nanoTime();
        ServerProcess process = part.start(port, step -> report.line(part.name(), step));
        long readyAfterMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs);
        record(
                part,
                process,
                new PartState(
                        part.name(), process.pid(), process.startedAtMs(), port, readyAfterMs, part.fingerprint()));
        report.line(part.name(), "ready after %.1f s (pid %d)".formatted(readyAfterMs / 1000.0, process.pid()));
    }

    private synchronized StackState current() {
        return state;
    }

    private synchronized void record(Part part, ServerProcess process, PartState remembered) {
        if (abandoned) {
            process.stop(part.stopSignal(), part.stopTimeout());
            throw new ServerFailedException(part.name() + " is no longer wanted");
        }
        started.push(new Started(part, process));
        state = state.with(remembered);
        state.write(directory);
    }

    /** Also the shutdown hook's work: interrupts what is starting, then stops what this run has started. */
    private void abandon() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(ABANDON_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopStarted();
    }

    private synchronized void stopStarted() {
        abandoned = true;
        if (!started.isEmpty()) {
            report.line("stack", "not complete: stopping what was started");
        }
        while (!started.isEmpty()) {
            Started one = started.pop();
            one.process().stop(one.part().stopSignal(), one.part().stopTimeout());
            state = state.without(one.part().name());
            state.write(directory);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already stopping and runs the hook.
            hook.setName("stack-abandon (running)");
        }
    }

    private static String message(RuntimeException e) {
        StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
        for (Throwable other : e.getSuppressed()) {
            message.append(System.lineSeparator()).append(other.getMessage());
        }
        return message.toString();
    }
}
