package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.KeyPartition;
import java.util.ArrayList;
import java.util.List;

/** The few accounts, chains and nonces that compared runs are about: so few that they meet all the time. */
final class Domain {
    static final int PARTITIONS = 4;
    /** The partition that is folded, of payers and of providers. */
    static final int PARTITION = 1;

    static final List<Address> PAYERS = addresses(0x0a, 3, true);
    static final List<Address> PROVIDERS = addresses(0x0b, 3, true);
    /** Accounts of other partitions. */
    static final List<Address> STRANGERS = addresses(0x0c, 2, false);

    /** Treasuries, which the providers' fold follows as it does providers. */
    static final List<Address> TREASURIES = addresses(0x0d, 2, true);

    static final List<Address> TOKENS = List.of(new Address(0x70, 0, 1), new Address(0x70, 0, 2));
    static final List<Address> WALLETS = List.of(new Address(0x71, 0, 1), new Address(0x71, 0, 2));
    /** Few, and the same for all payers. */
    static final List<Address> SESSION_KEYS =
            List.of(new Address(0x5e, 0, 1), new Address(0x5e, 0, 2), new Address(0x5e, 0, 3));

    static final long[] CHAINS = {1, 8_453, 42_161};
    static final Bytes32 TRANSACTION = new Bytes32(0x72, 0, 0, 0);

    private Domain() {}

    static Bytes32 nonce(int number) {
        return new Bytes32(0x4e, 0, 0, number);
    }

    private static List<Address> addresses(long kind, int count, boolean here) {
        List<Address> found = new ArrayList<>();
        for (int i = 1; found.size() < count; i++) {
            Address address = new Address(kind << 56, i, i);
            if ((KeyPartition.of(address.toString(), PARTITIONS) == PARTITION) == here) {
                found.add(address);
            }
        }
        return List.copyOf(found);
    }
}
