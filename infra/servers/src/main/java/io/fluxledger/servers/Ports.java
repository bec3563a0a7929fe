package io.fluxledger.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Loopback ports: free ones, and who listens on a taken one. */
public final class Ports {
    /** Who has a port. */
    public enum Owner {
        OURS,
        ANOTHER,
        /** Nobody listens. */
        NOBODY,
        /** This system does not tell. */
        UNKNOWN
    }

    private static final String LISTEN = "0A";
    private static final Path CONNECTIONS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int USUAL_FIRST_OF_CONNECTIONS = 32_768;
    /** Below it only root may listen. */
    private static final int LOWEST = 1_024;
    /** Where few programs have ports of their own. */
    private static final int FIRST = 12_000;

    private static final int FEWEST = 4_096;
    private static final int TRIES = 1_000;
    /** Another program that looks for a port has each for a moment. */
    private static final long LOOK_NANOS = 500_000_000;

    private static final long LOOK_AGAIN_NANOS = 10_000_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A port that nobody uses at this moment, another one with each call. What is started with it may take a while, so that
     * it is none that the system may give to a connection meanwhile.
     */
    public static int free() {
        int end = firstOfConnections();
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(Math.min(FIRST, end - FEWEST), end);
            // Never one that was given: to look at it is to have it, and whoever starts on it would find it taken.
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new ServerFailedException("no free loopback port in %,d tries below %d".formatted(TRIES, end));
    }

    /** First port of those that the system gives to outgoing connections. */
    static int firstOfConnections() {
        // In one piece: the system gives the rest of this file to nobody who has read a part.
        try (BufferedReader file = Files.newBufferedReader(CONNECTIONS)) {
            String[] range = String.valueOf(file.readLine()).strip().split("\\s+", -1);
            return Math.max(LOWEST + FEWEST, Integer.parseInt(range[0]));
        } catch (IOException | NumberFormatException e) {
            return USUAL_FIRST_OF_CONNECTIONS;
        }
    }

    /** The port itself when it is free, else another one. */
    public static int freeOr(int wanted) {
        return wanted > 0 && isFree(wanted) ? wanted : free();
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @throws ServerFailedException when somebody listens on the port, and not only to see whether it is free; naming whose
     *     server was to be started
     */
    static void requireFree(String name, int port) {
        long deadline = System.nanoTime() + LOOK_NANOS;
        while (!isFree(port)) {
            if (System.nanoTime() > deadline) {
                throw new ServerFailedException(
                        "port %d, wanted for %s, is taken by another program; it is not ours and is not used"
                                .formatted(port, name));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /**
     * Whether the listener of a port is the given process.
     *
     * @param pid the process that ought to listen
     */
    public static Owner ownerOf(int port, long pid) {
        Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(Path.of("/proc/net"))) {
            return Owner.UNKNOWN;
        }
        try {
            Set<String> sockets = new HashSet<>(listening(Path.of("/proc/net/tcp"), port));
            sockets.addAll(listening(Path.of("/proc/net/tcp6"), port));
            if (sockets.isEmpty()) {
                return Owner.NOBODY;
            }
            try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
                for (Path descriptor : open) {
                    if (isSymbolicLinkTo(descriptor, sockets)) {
                        return Owner.OURS;
                    }
                }
            }
            return Owner.ANOTHER;
        } catch (IOException e) {
            return Files.isDirectory(descriptors) ? Owner.UNKNOWN : Owner.ANOTHER;
        }
    }

    private static boolean isSymbolicLinkTo(Path descriptor, Set<String> targets) {
        try {
            return targets.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }

    private static Set<String> listening(Path table, int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        if (!Files.isReadable(table)) {
            return sockets;
        }
        String suffix = ":%04X".formatted(port);
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length > 9
                    && columns[1].toUpperCase(Locale.ROOT).endsWith(suffix)
                    && columns[3].equals(LISTEN)) {
                sockets.add("socket:[" + columns[9] + "]");
            }
        }
        return sockets;
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
