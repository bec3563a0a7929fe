package io.fluxledger.intake.accept;

import io.fluxledger.events.Address20;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Between the values of signatures and those of records. */
final class AvroValues {
    private AvroValues() {}

    static InputId16 id(UUID id) {
        return new InputId16(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    static Address20 address(EthAddress address) {
        return new Address20(address.bytes());
    }

    static EthAddress address(Address20 address) {
        return EthAddress.of(address.bytes());
    }

    static Hash32 word(Bytes32 word) {
        return new Hash32(word.bytes());
    }

    static Bytes32 word(Hash32 word) {
        return Bytes32.of(word.bytes());
    }

    static ByteBuffer signature(EthSignature signature) {
        return ByteBuffer.wrap(signature.bytes());
    }

    static EthSignature signature(ByteBuffer bytes) {
        byte[] rsv = new byte[bytes.remaining()];
        bytes.duplicate().get(rsv);
        try {
            return EthSignature.of(rsv);
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_SIGNATURE.at("signature", "must be 65 bytes r, s, v: " + e.getMessage());
        }
    }
}
