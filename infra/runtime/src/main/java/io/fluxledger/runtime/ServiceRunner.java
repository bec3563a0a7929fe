package io.fluxledger.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a service as a process: settings, start, stop on SIGTERM, exit status 1 when something fatal happens. */
public final class ServiceRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);
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
        try {
            service.close();
            LOG.info("stopped {}", name);
        } catch (Exception e) {
            LOG.error("{} did not stop cleanly", name, e);
        } finally {
            stopped.countDown();
        }
    }
}
