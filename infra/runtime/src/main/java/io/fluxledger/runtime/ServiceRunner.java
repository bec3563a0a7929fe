package io.fluxledger.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service as a process: settings, start, stop on SIGTERM. Exit status 1 when something fatal happens, 2 when the
 * configuration cannot be used.
 */
public final class ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final AtomicBoolean FAILING = new AtomicBoolean();

    private ServiceRunner() {}

    /** Starts a service; what it returns is closed at the end. */
    public interface ServiceFactory {
        AutoCloseable start(Settings settings) throws Exception;
    }

    /** Runs until SIGTERM. */
    public static void run(String name, String[] args, ServiceFactory factory) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fatal(e));
        try {
            AutoCloseable service = factory.start(Settings.load(args));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, service, stopped), "stop"));
            LOG.info("ready {}", name);
            stopped.await();
        } catch (ConfigurationException e) {
            LOG.error("{}: {}", name, e.getMessage());
            System.exit(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            fatal(e);
        }
    }

    /** Logs and ends the process with exit status 1: somebody restarts it, and it goes on from the log. */
    public static void fatal(Throwable cause) {
        LOG.error("fatal: {}", cause.getMessage(), cause);
        if (FAILING.compareAndSet(false, true)) {
            // From a thread of its own: the caller may hold what the shutdown hook waits for.
            new Thread(() -> System.exit(1), "exit").start();
        }
    }

    private static void stop(String name, AutoCloseable service, CountDownLatch stopped) {
        LOG.info("stopping {}", name);
        Thread closing = Thread.ofPlatform().daemon().name("close").start(() -> close(name, service));
        try {
            if (!closing.join(STOP_LIMIT)) {
                // A client that waits for a broker that is gone would keep the process for ever; the log is safe
                // anyway.
                LOG.error("{} did not stop within {} s", name, STOP_LIMIT.toSeconds());
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            LOG.warn("interrupted before {} had stopped", name);
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private static void close(String name, AutoCloseable service) {
        try {
            service.close();
            LOG.info("stopped {}", name);
        } catch (Exception e) {
            LOG.error("{} did not stop cleanly", name, e);
        }
    }
}
