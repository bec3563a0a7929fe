package io.fluxledger.codec;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Signature;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value types that records share. */
public final class AvroTypes {
    private AvroTypes() {}

    public static Address address(Address20 value) {
        return Address.of(value.bytes());
    }

    public static Address20 address(Address value) {
        return new Address20(value.toBytes());
    }

    public static @Nullable Address20 nullableAddress(@Nullable Address value) {
        return value == null ? null : address(value);
    }

    public static @Nullable Address nullableAddress(@Nullable Address20 value) {
        return value == null ? null : address(value);
    }

    public static Bytes32 word(Hash32 value) {
        return Bytes32.of(value.bytes());
    }

    public static @Nullable Bytes32 nullableWord(@Nullable Hash32 value) {
        return value == null ? null : word(value);
    }

    public static Hash32 word(Bytes32 value) {
        return new Hash32(value.toBytes());
    }

    public static @Nullable Hash32 nullableWord(@Nullable Bytes32 value) {
        return value == null ? null : word(value);
    }

    public static InputId id(InputId16 value) {
        return InputId.of(value.bytes());
    }

    public static InputId16 id(InputId value) {
        return new InputId16(value.toBytes());
    }

    static Signature signature(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return new Signature(bytes);
    }

    static List<Draw> draws(List<io.fluxledger.events.Draw> values) {
        List<Draw> draws = new ArrayList<>(values.size());
        for (io.fluxledger.events.Draw value : values) {
            draws.add(new Draw(value.getChainId(), value.getAmountNanos()));
        }
        return draws;
    }

    static @Nullable EscrowTerms escrow(io.fluxledger.events.@Nullable EscrowAuthorization value) {
        return value == null
                ? null
                : new EscrowTerms(
                        value.getChainId(),
                        address(value.getToken()),
                        address(value.getOperator()),
                        address(value.getReceiver()),
                        value.getMaxAmountMicros(),
                        value.getPreApprovalExpiryS(),
                        value.getAuthorizationExpiryS(),
                        value.getRefundExpiryS(),
                        value.getMinFeeBps(),
                        value.getMaxFeeBps(),
                        address(value.getFeeReceiver()),
                        word(value.getSalt()),
                        signature(value.getSignature()));
    }
}
