package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.Signature;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Short text of inputs and answers for failing cases. */
final class Show {
    private Show() {}

    /** The input, and where it stands if that is not where it belongs. */
    static String input(Record input, InputSource source, boolean wanted) {
        if (!wanted) {
            return "";
        }
        String owner = switch (input) {
            case PayerInput.OfPayer it -> it.payer().toString();
            case ProviderInput.OfProvider it -> it.provider().toString();
            default -> source.key();
        };
        return input(input) + (source.key().equals(owner) ? "" : " key=" + value(source.key()));
    }

    static String input(Record input) {
        StringJoiner text = new StringJoiner(" ");
        text.add(input.getClass().getSimpleName());
        for (RecordComponent component : input.getClass().getRecordComponents()) {
            if (component.getType() != InputId.class && component.getType() != Signature.class) {
                text.add(component.getName() + "=" + value(Records.get(input, component)));
            }
        }
        return text.toString();
    }

    static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Address address -> "@" + tail(address.toString(), 4);
            case Bytes32 bytes -> "#" + tail(bytes.toString(), 4);
            case String text when text.length() > 24 -> "\"" + text.substring(0, 20) + "…\" (" + text.length() + ")";
            case String text -> "\"" + text + "\"";
            case Draw draw -> draw.amountNanos() + "/" + draw.chainId();
            case List<?> list -> list.stream().map(Show::value).toList().toString();
            case Record record -> "(" + input(record) + ")";
            default -> value.toString();
        };
    }

    private static String tail(String text, int length) {
        return text.substring(text.length() - length);
    }
}
