package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;

/** Whose account is credited or taken from. */
enum Party {
    PAYER(AccountType.PAYER_AVAILABLE, AccountType.PAYER_DEBT),
    PROVIDER(AccountType.PROVIDER_PAYABLE, AccountType.PROVIDER_DEBT);

    final AccountType free;
    final AccountType debt;

    Party(AccountType free, AccountType debt) {
        this.free = free;
        this.debt = debt;
    }
}
