package io.fluxledger.export.hledger;

import io.fluxledger.events.AccountType;
import java.util.HexFormat;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's accounts as names that hledger sorts into a balance sheet and an income statement. What the ledger counts as
 * positive (liabilities, income) is negative there, and the other way round.
 */
final class AccountNames {
    private AccountNames() {}

    /** Name of an account, for example {@code liabilities:payers:0x…:available:43114}. */
    static String of(AccountType type, @Nullable GenericFixed owner, long chainId) {
        String whose = owner == null ? "nobody" : "0x" + HexFormat.of().formatHex(owner.bytes());
        return switch (type) {
            case PAYER_AVAILABLE -> payer(whose, "available", chainId);
            case PAYER_LOCKED -> payer(whose, "locked", chainId);
            case PAYER_WITHDRAWING -> payer(whose, "withdrawing", chainId);
            case PAYER_ESCROW_LOCKED -> payer(whose, "escrow:locked", chainId);
            case PAYER_ESCROW_VOIDING -> payer(whose, "escrow:voiding", chainId);
            case PAYER_DEBT -> "assets:receivable:payers:%s:%d".formatted(whose, chainId);
            case PROVIDER_PAYABLE -> provider(whose, "payable", chainId);
            case PROVIDER_IN_FLIGHT -> provider(whose, "inflight", chainId);
            case PROVIDER_DISPUTED -> provider(whose, "disputed", chainId);
            case PROVIDER_DEBT -> "assets:receivable:providers:%s:%d".formatted(whose, chainId);
            case ESCROW_CAPTURED -> "liabilities:escrow:captured:" + chainId;
            case CLEARING -> "liabilities:clearing:" + chainId;
            case SUSPENSE -> "liabilities:suspense:" + chainId;
            case PLATFORM_FEES -> "revenues:fees:" + chainId;
            case CHAIN_COSTS -> "expenses:chain:" + chainId;
            case PLATFORM_FUNDS -> "equity:platform:" + chainId;
            case TREASURY -> "assets:treasury:" + chainId;
            case ESCROW_ASSET -> "assets:escrow:" + chainId;
            case IN_BRIDGE -> "assets:bridge:" + chainId;
            case TRANSIT -> "assets:transit:" + chainId;
        };
    }

    private static String payer(String owner, String part, long chainId) {
        return "liabilities:payers:%s:%s:%d".formatted(owner, part, chainId);
    }

    private static String provider(String owner, String part, long chainId) {
        return "liabilities:providers:%s:%s:%d".formatted(owner, part, chainId);
    }
}
