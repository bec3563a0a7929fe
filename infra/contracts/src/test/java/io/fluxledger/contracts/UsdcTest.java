package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** Circle's real bytecode: what deposits and withdrawals rest on. */
class UsdcTest {
    private static LocalChain local;

    @BeforeAll
    static void start() throws Exception {
        local = new LocalChain();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    @Test
    void depositNeedsThePayersSignatureAndTheTreasuryAsSenderAndWorksOnce() throws Exception {
        String payer = local.payer.getAddress();
        String treasury = local.treasury.getAddress();
        String usdc = local.contracts.usdc();
        local.chainDeployer.mintUsdc(payer, 50_000_000);
        byte[] nonce = LocalChain.keccak("deposit");
        long validBefore = local.nowS() + 60;
        byte[] signed = local.authorization("Receive", local.payer, payer, treasury, 50_000_000, validBefore, nonce);
        byte[] deposit = UsdcAbi.receiveWithAuthorization(payer, treasury, 50_000_000, 0, validBefore, nonce, signed);
        refused(local.operator, deposit, "FiatTokenV2: caller must be the payee");
        byte[] forged = local.authorization("Receive", local.stranger, payer, treasury, 50_000_000, validBefore, nonce);
        refused(
                local.treasury,
                UsdcAbi.receiveWithAuthorization(payer, treasury, 50_000_000, 0, validBefore, nonce, forged),
                "FiatTokenV2: invalid signature");
        refused(
                local.treasury,
                UsdcAbi.receiveWithAuthorization(payer, treasury, 50_000_001, 0, validBefore, nonce, signed),
                "FiatTokenV2: invalid signature");

        var receipt = local.send(local.treasury, usdc, deposit);
        assertThat(UsdcAbi.transfers(usdc, receipt.getLogs()))
                .containsExactly(new UsdcAbi.Transfer(payer, treasury, 50_000_000));
        assertThat(UsdcAbi.authorizationsUsed(usdc, receipt.getLogs()))
                .containsExactly(new UsdcAbi.AuthorizationUsed(payer, Numeric.toHexString(nonce)));
        assertThat(UsdcAbi.decodeBool(local.chain.call(null, usdc, UsdcAbi.authorizationState(payer, nonce))))
                .isTrue();
        refused(local.treasury, deposit, "FiatTokenV2: authorization is used or canceled");
    }

    @Test
    void withdrawalIsSignedByTheTreasuryAndMayBeSentByAnyoneBeforeItsTime() throws Exception {
        String treasury = local.treasury.getAddress();
        String recipient = LocalChain.person("recipient").getAddress();
        local.chainDeployer.mintUsdc(treasury, 1_000);
        byte[] nonce = LocalChain.keccak("withdrawal");
        long validBefore = local.nowS() + 600;
        byte[] signed = local.authorization("Transfer", local.treasury, treasury, recipient, 1_000, validBefore, nonce);
        byte[] withdrawal =
                UsdcAbi.transferWithAuthorization(treasury, recipient, 1_000, 0, validBefore, nonce, signed);
        local.send(local.operator, local.contracts.usdc(), withdrawal);
        assertThat(local.balance(recipient)).isEqualTo(1_000);
        refused(local.treasury, withdrawal, "FiatTokenV2: authorization is used or canceled");

        byte[] second = LocalChain.keccak("withdrawal 2");
        byte[] late = UsdcAbi.transferWithAuthorization(
                treasury,
                recipient,
                1_000,
                0,
                validBefore,
                second,
                local.authorization("Transfer", local.treasury, treasury, recipient, 1_000, validBefore, second));
        local.advanceTo(validBefore);
        refused(local.operator, late, "FiatTokenV2: authorization is expired");
    }

    private static void refused(Credentials sender, byte[] data, String reason) {
        assertThatThrownBy(() -> local.send(sender, local.contracts.usdc(), data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("reverted: " + reason);
    }
}
