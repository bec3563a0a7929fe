package io.fluxledger.intake.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that answers each request with given bytes. In them {@code ~} waits until the client gives up, {@code …} sends a byte
 * each 10 ms until then, and {@code ^} closes the connection.
 */
final class ScriptedProvider implements AutoCloseable {
    private static final long DRIP_NANOS = 10_000_000;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Boolean> givenUp = new LinkedBlockingQueue<>();

    ScriptedProvider(String script) throws IOException {
        this.script = script;
        var _ = Thread.ofVirtual().start(this::accept);
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    int connections() {
        return connections.get();
    }

    /** First lines and headers of what was asked. */
    List<String> requests() {
        return requests;
    }

    /** Whether a client gave up a connection on which it was kept waiting. */
    boolean wasGivenUp() throws InterruptedException {
        return givenUp.poll(10, TimeUnit.SECONDS) != null;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                var _ = Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            while (readRequest(in)) {
                for (int i = 0; i < script.length(); i++) {
                    char next = script.charAt(i);
                    switch (next) {
                        case '^' -> {
                            return;
                        }
                        case '~' -> awaitEnd(in);
                        case '…' -> drip(socket.getOutputStream());
                        default -> socket.getOutputStream().write(next);
                    }
                }
            }
        } catch (IOException e) {
            // The client has gone, as it may.
            return;
        }
    }

    private boolean readRequest(BufferedReader in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                requests.add(head.toString());
                return true;
            }
            head.append(line).append('\n');
        }
        return false;
    }

    private void awaitEnd(BufferedReader in) throws IOException {
        try {
            while (in.read() >= 0) {
                // What is sent meanwhile is of no interest.
            }
        } finally {
            givenUp.add(true);
        }
    }

    private void drip(OutputStream out) throws IOException {
        try {
            while (true) {
                out.write('.');
                LockSupport.parkNanos(DRIP_NANOS);
            }
        } finally {
            givenUp.add(true);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
