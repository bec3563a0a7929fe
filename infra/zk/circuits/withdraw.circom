pragma circom 2.1.6;

include "payment.circom";

// A withdrawal of a public amount, of which the auditor is told as of any other.
template Withdraw() {
    signal input amount;
    signal input key[2];
    signal input balance[4];
    signal input auditorKey[2];
    signal input auditorPct[7];

    signal input remaining;
    signal input keyDigits[scalarDigits()];
    signal input pctDigits[scalarDigits()];

    signal spent[2] <== AmountMultiple()(amount);
    signal left[2] <== AmountMultiple()(remaining);
    OwnedBalance()(key, balance, keyDigits, spent, left);

    signal pctSigns[scalarDigits()] <== ScalarDigits()(pctDigits);
    signal auth[2] <== GeneratorMultiple()(pctSigns);
    signal auditorSecret[2] <== PointMultiple()(auditorKey, pctSigns);
    auditorPct[4] === auth[0];
    auditorPct[5] === auth[1];
    component forAuditor = AmountCipher();
    forAuditor.amount <== amount;
    forAuditor.key <== auditorSecret;
    forAuditor.nonce <== auditorPct[6];
    for (var i = 0; i < 4; i++) {
        forAuditor.cipher[i] <== auditorPct[i];
    }
}

component main {public [amount, key, balance, auditorKey, auditorPct]} = Withdraw();
