package io.fluxledger.settlement.track;

import io.fluxledger.events.Address20;
import java.util.HexFormat;

/** Addresses as text: 0x and 40 hex digits in lower case. */
final class Addresses {
    private Addresses() {}

    static String text(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }

    static Address20 fixed(String text) {
        return new Address20(HexFormat.of().parseHex(text, 2, text.length()));
    }
}
