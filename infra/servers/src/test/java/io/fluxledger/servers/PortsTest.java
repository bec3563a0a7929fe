package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final long INIT = 1;

    /** A server that takes a while to listen would find its port taken by somebody's connection. */
    @Test
    void givesEachPortOnceAndNoneOfThoseForConnections() {
        int[] given = IntStream.range(0, 200).map(i -> Ports.free()).toArray();
        assertThat(given).doesNotHaveDuplicates();
        assertThat(IntStream.of(given).filter(port -> port >= Ports.firstOfConnections()))
                .isEmpty();
    }

    @Test
    void knowsTheSystemsPortsForConnections() throws Exception {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        assumeTrue(Files.exists(range));
        try (Scanner words = new Scanner(range, StandardCharsets.US_ASCII)) {
            assertThat(Ports.firstOfConnections()).isEqualTo(Math.max(5_120, words.nextInt()));
        }
    }

    @Test
    void tellsWhoListens() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/net")));
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
            assertThat(Ports.isFree(port)).isFalse();
            assertThat(Ports.freeOr(port)).isNotEqualTo(port);
            assertThat(Ports.ownerOf(port, SELF)).isEqualTo(Ports.Owner.OURS);
            assertThat(Ports.ownerOf(port, INIT)).isIn(Ports.Owner.ANOTHER, Ports.Owner.UNKNOWN);
        }
        assertThat(Ports.ownerOf(port, SELF)).isEqualTo(Ports.Owner.NOBODY);
        assertThat(Ports.freeOr(port)).isEqualTo(port);
    }

    /** Somebody else who looks for a port has it for a moment, and is no reason not to start. */
    @Test
    void aPortThatIsOnlyLookedAtIsFree() throws Exception {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor()) {
            var _ = later.schedule(
                    () -> {
                        socket.close();
                        return null;
                    },
                    50,
                    TimeUnit.MILLISECONDS);
            Ports.requireFree("somebody", socket.getLocalPort());
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void aPortThatStaysTakenIsNot() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = socket.getLocalPort();
            assertThatThrownBy(() -> Ports.requireFree("somebody", port))
                    .isInstanceOf(ServerFailedException.class)
                    .hasMessage(
                            "port %d, wanted for somebody, is taken by another program; it is not ours and is not used"
                                    .formatted(port));
        }
    }
}
