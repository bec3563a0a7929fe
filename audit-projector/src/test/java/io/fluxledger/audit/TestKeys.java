package io.fluxledger.audit;

import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Keys of callers, and the file that services know them by. */
final class TestKeys {
    static final ApiKey.Made AUDITOR = ApiKey.make(Role.AUDITOR, Optional.empty(), new SecureRandom());
    static final ApiKey.Made ALICE =
            ApiKey.make(Role.PAYER, Optional.of(EthAddress.parse(Story.ALICE.toString())), new SecureRandom());

    private static final Path FILE = write();

    private TestKeys() {}

    static Path file() {
        return FILE;
    }

    private static Path write() {
        try {
            Path file = Files.createTempFile("api-keys", "");
            file.toFile().deleteOnExit();
            return Files.write(file, List.of(AUDITOR.key().line(), ALICE.key().line()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpRequest.Builder auditors(HttpRequest.Builder request) {
        return of(AUDITOR, request);
    }

    static HttpRequest.Builder of(ApiKey.Made key, HttpRequest.Builder request) {
        return request.setHeader("Authorization", "Bearer " + key.secret());
    }
}
