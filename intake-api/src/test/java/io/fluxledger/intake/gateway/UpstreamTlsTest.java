package io.fluxledger.intake.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider must be who its certificate says, by an issuer that this system trusts. */
class UpstreamTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @Test
    void refusesAnIssuerThatNobodyKnows() throws Exception {
        KeyStore keys = keys();
        try (ServerSocket server = serve(keys)) {
            URI target = URI.create("https://localhost:" + server.getLocalPort() + "/");
            // Who trusts it is answered: it is the certificate that is refused, not a server that fails.
            assertThat(trusting(keys, target)).isEqualTo("hello");
            var question = new UpstreamCall.Question("GET", target, Map.of(), ByteBuffer.allocate(0));
            assertThatThrownBy(() -> new UpstreamCall().ask(question, LONG, LONG))
                    .isInstanceOf(FailedException.class)
                    .hasMessage("the provider cannot be reached");
        }
    }

    private KeyStore keys() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor())
                .as(() -> directory.resolve("keytool.log").toString())
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static ServerSocket serve(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        ServerSocket server = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var _ = Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                answer(server);
            }
        });
        return server;
    }

    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            if (socket.getInputStream().read(new byte[4_096]) > 0) {
                socket.getOutputStream().write(ANSWER);
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // A client that does not trust it has gone; so has the test at its end.
            return;
        }
    }

    private static String trusting(KeyStore keys, URI target) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("mykey"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()) {
            return http.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
