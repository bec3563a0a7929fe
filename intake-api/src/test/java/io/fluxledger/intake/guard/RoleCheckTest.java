package io.fluxledger.intake.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.ApiKeys;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleCheckTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path dir;

    /** What a key of each role may: payer, provider, producer, operator, auditor. */
    @Test
    void whatARoleMay() {
        String table = """
                GET    /v1/accounts/0x12            yes yes yes yes yes
                GET    /v1/accounts/0x12/intents    yes yes yes yes yes
                GET    /openapi.json                yes yes yes yes yes
                POST   /v1/deposits                 yes no  no  yes no
                POST   /v1/intents                  yes no  no  yes no
                POST   /v1/withdrawals              yes no  no  yes no
                POST   /v1/disputes                 yes no  no  yes no
                POST   /api/ai/chat                 yes no  no  yes no
                DELETE /providers/small/x           yes no  no  yes no
                POST   /mcp/small                   yes no  no  yes no
                POST   /v1/receipts                 no  yes yes yes no
                POST   /v1/settlements              no  yes yes yes no
                POST   /v1/refunds                  no  yes yes yes no
                POST   /v1/events:batch             no  yes yes yes no
                POST   /v1/providers                no  yes no  yes no
                POST   /v1/providers/0x12/refunds   no  yes no  yes no
                POST   /x402/settle                 yes yes no  yes no
                GET    /v1/operator/partitions      no  no  no  yes yes
                POST   /v1/operator/holds           no  no  no  yes no
                """;
        List<String> actual = new ArrayList<>();
        for (String row : table.lines().toList()) {
            String[] cells = row.split(" +", -1);
            StringBuilder line = new StringBuilder("%-6s %-28s".formatted(cells[0], cells[1]));
            for (Role role : Role.values()) {
                line.append(" %-3s".formatted(RoleCheck.may(role, cells[0], cells[1]) ? "yes" : "no"));
            }
            actual.add(line.toString().stripTrailing());
        }
        assertThat(String.join("\n", actual) + "\n").isEqualTo(table);
    }

    private ApiKey.Made add(Role role) throws IOException {
        ApiKey.Made made = ApiKey.make(role, Optional.empty(), RANDOM);
        Path file = dir.resolve("keys");
        String before = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, before + made.key().line() + "\n");
        return made;
    }

    /** Who asks with which header, and what is said. */
    @Test
    void aKeyIsHeldToItsRole() throws Exception {
        ApiKey.Made auditor = add(Role.AUDITOR);
        ApiKey.Made payer = add(Role.PAYER);
        String forged = auditor.secret().substring(0, 22) + payer.secret().substring(22);
        String table = """
                POST | none                   | 200
                POST | Bearer PAYER           | 200
                POST | bearer PAYER           | 200
                GET  | Bearer AUDITOR         | 200
                POST | Bearer AUDITOR         | 403 ROLE_FORBIDDEN
                GET  | Bearer FORGED          | 401 KEY_UNKNOWN
                GET  | Bearer flux_           | 401 KEY_UNKNOWN
                GET  | Bearer PAYER0          | 401 KEY_UNKNOWN
                POST | Bearer of another kind | 200
                POST | Basic PAYER            | 200
                """;
        Callers keys = Callers.of(ApiKeys.read(dir.resolve("keys")));
        try (GuardedService service =
                new GuardedService(new RoleCheck(keys)::around, call -> HttpReply.json(200, "answer"))) {
            for (String row : table.lines().toList()) {
                String[] cells = row.split(" *\\| *", -1);
                String header = cells[1].replace("AUDITOR", auditor.secret())
                        .replace("PAYER", payer.secret())
                        .replace("FORGED", forged);
                HttpResponse<String> answer = cells[1].equals("none")
                        ? service.send(cells[0], "/a", "x")
                        : service.send(cells[0], "/a", "x", "Authorization", header);
                String code = answer.body().replaceAll(".*\"code\":\"([A-Z_]+)\".*|.*", "$1");
                assertThat((answer.statusCode() + " " + code).trim()).as(row).isEqualTo(cells[2]);
                assertThat(GuardedService.header(answer, "WWW-Authenticate").isEmpty())
                        .as(row)
                        .isEqualTo(answer.statusCode() != 401);
                assertThat(answer.body()).as(row).doesNotContain(auditor.secret(), payer.secret());
            }
        }
    }

    /** Two keys from one address have a quota each, and so has the address. */
    @Test
    void quotasAreTheKeys() throws Exception {
        ApiKey.Made one = add(Role.PAYER);
        ApiKey.Made two = add(Role.PAYER);
        CallerIdentity callers = CallerIdentity.byKey(Callers.of(ApiKeys.read(dir.resolve("keys"))));
        try (GuardedService service = new GuardedService(
                new Quotas(callers, new Quotas.Quota(2, Duration.ofHours(1)))::around,
                call -> HttpReply.json(200, callers.of(call)))) {
            String table = """
                    one  200 r=1
                    one  200 r=0
                    one  429 r=0
                    two  200 r=1
                    none 200 r=1
                    fake 200 r=0
                    none 429 r=0
                    two  200 r=0
                    """;
            for (String row : table.lines().toList()) {
                String[] cells = row.split(" +", -1);
                String secret = switch (cells[0]) {
                    case "one" -> one.secret();
                    case "two" -> two.secret();
                    // A key that is none has no quota of its own: guessing counts for the address.
                    case "fake" -> one.secret().substring(0, 80) + "00000";
                    default -> "";
                };
                HttpResponse<String> answer = service.send("POST", "/a", "x", "Authorization", "Bearer " + secret);
                assertThat(answer.statusCode()).as(row).isEqualTo(Integer.parseInt(cells[1]));
                assertThat(GuardedService.header(answer, "RateLimit")).as(row).contains(cells[2]);
                assertThat(answer.body()).as("no secret names a caller").doesNotContain("flux_");
            }
        }
    }

    @Test
    void aKeyIsThereAndGoneWithinASecondOrTwo() throws Exception {
        ApiKey.Made first = add(Role.AUDITOR);
        Callers keys = Callers.of(ApiKeys.read(dir.resolve("keys")));
        try (GuardedService service = new GuardedService(
                new RoleCheck(keys)::around,
                call -> HttpReply.json(200, keys.of(call).map(Caller::id).orElse("")))) {
            ApiKey.Made second = add(Role.AUDITOR);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> service.send("GET", "/a", "", "Authorization", "Bearer " + second.secret())
                                    .statusCode()
                            == 200);
            Files.writeString(
                    dir.resolve("keys"), "# nobody any more\n" + second.key().line() + "\n");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> service.send("GET", "/a", "", "Authorization", "Bearer " + first.secret())
                                    .statusCode()
                            == 401);
            Files.writeString(dir.resolve("keys"), "damaged\n");
            assertThat(service.send("GET", "/a", "", "Authorization", "Bearer " + second.secret())
                            .statusCode())
                    .as("what cannot be read changes nothing")
                    .isEqualTo(200);
        }
    }
}
