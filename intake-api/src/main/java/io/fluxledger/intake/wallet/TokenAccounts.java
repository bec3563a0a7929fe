package io.fluxledger.intake.wallet;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.TokenCalls;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Asks each chain's USDC what would become of an authorization now. Nothing is sent. */
public final class TokenAccounts implements AutoCloseable {
    private static final int MAX_CONCURRENT = 16;
    private static final int HEX = 16;

    /** What the token would do. */
    public enum Forecast {
        TRANSFERS,
        /** The nonce was used, or cancelled by its signer. */
        NONCE_USED,
        INSUFFICIENT_BALANCE,
        /** For another reason, for example since the account may not use the token. */
        REVERTS
    }

    private record Token(EthAddress address, EthAddress sender, ChainCalls calls) {}

    private final Map<Long, Token> chains = new TreeMap<>();
    private final Semaphore slots = new Semaphore(MAX_CONCURRENT);

    /** @param timeout for one question */
    public TokenAccounts(ChainsFile file, Duration timeout) {
        file.chains()
                .forEach(chain -> chains.put(
                        chain.chainId(),
                        new Token(
                                EthAddress.parse(chain.usdc()),
                                EthAddress.parse(chain.treasury()),
                                new ChainCalls(chain.rpcUrl(), timeout))));
    }

    /**
     * What a TransferWithAuthorization would do on the latest block.
     *
     * @throws ProblemException CHAIN_UNAVAILABLE when the chain cannot be asked; OVERLOADED when too many ask
     */
    public Forecast forecast(long chainId, Eip3009Authorization authorization, EthSignature signature) {
        Token token = chains.get(chainId);
        if (token == null) {
            throw new IllegalArgumentException("chain " + chainId + " is not configured");
        }
        if (!slots.tryAcquire()) {
            throw new ProblemException(
                    Problem.of(503, "OVERLOADED", "Too many requests wait", "nothing was done; try again in a second"));
        }
        try {
            ChainCalls.Result transfer = ask(token, TokenCalls.transferWithAuthorization(authorization, signature));
            return switch (transfer) {
                case ChainCalls.Result.Returned(String _) -> Forecast.TRANSFERS;
                case ChainCalls.Result.Reverted() -> why(token, authorization);
            };
        } catch (ChainCalls.UnreachableException e) {
            throw new ProblemException(Problem.of(
                    503,
                    "CHAIN_UNAVAILABLE",
                    "The chain cannot be asked",
                    "chain " + chainId + " gives no answer: " + e.getMessage()));
        } finally {
            slots.release();
        }
    }

    private static Forecast why(Token token, Eip3009Authorization authorization)
            throws ChainCalls.UnreachableException {
        if (number(ask(token, TokenCalls.authorizationState(authorization.from(), authorization.nonce())))
                        .signum()
                != 0) {
            return Forecast.NONCE_USED;
        }
        BigInteger balance = number(ask(token, TokenCalls.balanceOf(authorization.from())));
        return balance.compareTo(authorization.value()) < 0 ? Forecast.INSUFFICIENT_BALANCE : Forecast.REVERTS;
    }

    private static ChainCalls.Result ask(Token token, byte[] call) throws ChainCalls.UnreachableException {
        return token.calls().call(token.sender(), token.address(), call);
    }

    private static BigInteger number(ChainCalls.Result result) throws ChainCalls.UnreachableException {
        if (result instanceof ChainCalls.Result.Returned(String hex) && hex.matches("0x[0-9a-f]{64}")) {
            return new BigInteger(hex.substring(2), HEX);
        }
        throw new ChainCalls.UnreachableException("the token did not answer");
    }

    @Override
    public void close() {
        chains.values().forEach(token -> token.calls().close());
    }
}
