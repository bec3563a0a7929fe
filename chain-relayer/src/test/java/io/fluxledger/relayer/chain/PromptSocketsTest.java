package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

class PromptSocketsTest {
    @Test
    void keepNothingBack() throws IOException {
        SocketFactory sockets = new PromptSockets();
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 8, here);
                Socket unconnected = sockets.createSocket();
                Socket named = sockets.createSocket(here.getHostAddress(), server.getLocalPort());
                Socket namedFrom = sockets.createSocket(here.getHostAddress(), server.getLocalPort(), here, 0);
                Socket addressed = sockets.createSocket(here, server.getLocalPort());
                Socket addressedFrom = sockets.createSocket(here, server.getLocalPort(), here, 0)) {
            for (Socket socket : List.of(unconnected, named, namedFrom, addressed, addressedFrom)) {
                assertThat(socket.getTcpNoDelay()).isTrue();
            }
        }
    }
}
