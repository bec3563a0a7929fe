package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.runtime.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every amount of the story that stands in what providers earn and are paid, and nowhere in what payers did; as USDC, nano and micro. Fees
 * are a known share of what payers paid, and what is held beyond what is owed is made of them.
 */
final class PrivateAmounts {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9a-zA-Z.:_-])[0-9]+(?:\\.[0-9]+)?(?![0-9a-zA-Z.:_])");
    private static final Pattern FIELD =
            Pattern.compile("amount|balance|gross|net|payable|total|paid|payout|available|.*(?:Nanos?|Micros?)");
    /** Small whole numbers are offsets and counts too. */
    private static final BigDecimal LEAST_WHOLE = BigDecimal.valueOf(1_000);

    private final Set<BigDecimal> amounts = new TreeSet<>();

    private PrivateAmounts() {}

    /** Of the story that a service has projected, asked with an auditor's key. */
    static PrivateAmounts of(int port) throws Exception {
        PrivateAmounts all = new PrivateAmounts();
        for (String path : List.of(
                "payouts", "batches", "batches/" + Story.BATCH, "windows", "charges", "providers", "confirmations")) {
            all.addFrom(ask(port, path));
        }
        for (String type : List.of("PROVIDER_PAYABLE", "PROVIDER_IN_FLIGHT", "PROVIDER_PAID")) {
            all.addFrom(ask(port, "statements?limit=500&type=" + type));
        }
        PrivateAmounts open = new PrivateAmounts();
        for (String path : List.of("journal?limit=500&topic=ledger.journal.v1", "transfers", "moves")) {
            open.addFrom(ask(port, path));
        }
        all.amounts.removeAll(open.amounts);
        assertThat(all.amounts).contains(new BigDecimal("0.006993"), new BigDecimal("6993000"));
        return all;
    }

    private static JsonNode ask(int port, String path) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                TestKeys.auditors(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/audit/" + path)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Json.STRICT.readTree(answer.body());
    }

    private void addFrom(JsonNode node) {
        node.properties().forEach(field -> {
            if (field.getValue().isValueNode()
                    && FIELD.matcher(field.getKey()).matches()
                    && NUMBER.matcher(field.getValue().asText().replace("-", ""))
                            .matches()) {
                add(new BigDecimal(field.getValue().asText()).abs());
            }
        });
        node.forEach(this::addFrom);
    }

    private void add(BigDecimal usdc) {
        if (usdc.signum() > 0) {
            amounts.add(usdc.stripTrailingZeros());
            for (int digits : new int[] {6, 9}) {
                BigDecimal whole = usdc.movePointRight(digits);
                if (whole.compareTo(LEAST_WHOLE) >= 0) {
                    amounts.add(whole.setScale(0, java.math.RoundingMode.FLOOR));
                }
            }
        }
    }

    /** Those that a text has. */
    Set<String> in(String text) {
        Set<String> found = new TreeSet<>();
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            if (amounts.contains(new BigDecimal(number.group()))) {
                found.add(number.group());
            }
        }
        return found;
    }
}
