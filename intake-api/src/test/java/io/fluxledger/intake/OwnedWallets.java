package io.fluxledger.intake;

import io.fluxledger.intake.wallet.DevelopmentNode;
import io.fluxledger.signatures.EthAddress;

/** Wallets that are contracts, each of one owner, and the factory that makes them. */
final class OwnedWallets {
    private final DevelopmentNode node;
    private final EthAddress factory;

    OwnedWallets(DevelopmentNode node) throws Exception {
        this.node = node;
        this.factory = EthAddress.parse(node.create("OwnedWalletFactory"));
    }

    EthAddress factory() {
        return factory;
    }

    /** Calldata for the factory that makes the wallet. */
    String creation(Person owner, String salt) {
        return DevelopmentNode.calldata("create(address,bytes32)", owner.address(), salt);
    }

    /** Where the wallet is, or will be. */
    EthAddress address(Person owner, String salt) throws Exception {
        String word = node.ask(
                factory.toString(), DevelopmentNode.calldata("addressOf(address,bytes32)", owner.address(), salt));
        return EthAddress.parse("0x" + word.substring(26));
    }
}
