package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.contracts.SwapPoolAbi.Swapped;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;

class SwapPoolTest {
    private static LocalChain local;

    @BeforeAll
    static void start() throws Exception {
        local = new LocalChain();
    }

    @AfterAll
    static void stop() {
        local.close();
    }

    private static BigInteger amount(String to, byte[] question) {
        return TokenAbi.decodeAmount(local.chain.call(null, to, question));
    }

    private static BigInteger balance(String token, Credentials person) {
        return amount(token, TokenAbi.balanceOf(person.getAddress()));
    }

    private static byte[] swap(String in, String out, BigInteger amountIn, BigInteger minimum, long deadlineS) {
        return SwapPoolAbi.swapExactInput(in, out, amountIn, minimum, local.provider.getAddress(), deadlineS);
    }

    private static void refused(byte[] data, String reason) {
        assertThatThrownBy(() -> local.send(local.payer, local.contracts.swapPool(), data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reverted: " + reason);
    }

    @Test
    void swapsByTheFormulaWithinSlippageAndDeadline() throws Exception {
        String pool = local.contracts.swapPool();
        String usdc = local.contracts.usdc();
        String token = local.contracts.swapToken();
        assertThat(amount(token, TokenAbi.decimals())).isEqualTo(BigInteger.valueOf(8));
        assertThat(TokenAbi.decodeString(local.chain.call(null, token, TokenAbi.symbol())))
                .isEqualTo("dEUR");
        BigInteger in = BigInteger.valueOf(1_080_000);
        local.chainDeployer.mintUsdc(local.payer.getAddress(), in.longValueExact());
        local.send(local.payer, usdc, TokenAbi.approve(pool, in));
        BigInteger reserveIn = amount(pool, SwapPoolAbi.reserve0());
        BigInteger reserveOut = amount(pool, SwapPoolAbi.reserve1());
        BigInteger afterFee = in.multiply(BigInteger.valueOf(9_970));
        BigInteger expected = afterFee.multiply(reserveOut)
                .divide(reserveIn.multiply(BigInteger.valueOf(10_000)).add(afterFee));
        assertThat(expected).isBetween(BigInteger.valueOf(99_600_000), BigInteger.valueOf(99_700_000));
        assertThat(amount(pool, SwapPoolAbi.quote(usdc, token, in))).isEqualTo(expected);

        long deadlineS = local.nowS() + 60;
        refused(
                swap(usdc, token, in, expected.add(BigInteger.ONE), deadlineS),
                "TooLittleOut(amountOut=" + expected + ", minAmountOut=" + expected.add(BigInteger.ONE) + ")");
        refused(swap(usdc, token, in, expected, local.nowS() - 1), "AfterDeadline(");
        refused(swap(usdc, usdc, in, BigInteger.ONE, deadlineS), "UnknownPair(");
        var receipt = local.send(local.payer, pool, swap(usdc, token, in, expected, deadlineS));
        assertThat(SwapPoolAbi.swaps(pool, receipt.getLogs()))
                .containsExactly(
                        new Swapped(local.payer.getAddress(), local.provider.getAddress(), usdc, in, token, expected));
        assertThat(balance(token, local.provider)).isEqualTo(expected);
        assertThat(amount(pool, SwapPoolAbi.reserve0())).isEqualTo(reserveIn.add(in));
        assertThat(amount(pool, SwapPoolAbi.reserve1())).isEqualTo(reserveOut.subtract(expected));

        BigInteger back = amount(pool, SwapPoolAbi.quote(token, usdc, expected));
        assertThat(back)
                .as("both fees")
                .isLessThan(in.multiply(BigInteger.valueOf(995)).divide(BigInteger.valueOf(1_000)));
        local.send(local.provider, token, TokenAbi.approve(pool, expected));
        local.send(local.provider, pool, swap(token, usdc, expected, back, deadlineS));
        assertThat(balance(usdc, local.provider)).isEqualTo(back);
    }
}
