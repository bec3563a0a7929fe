pragma circom 2.1.6;

include "payment.circom";

// An encrypted transfer. The order of the public signals is the published interface's; the contract compares each with its state.
//
// Two random scalars make four ciphertexts. The first encrypts the amount for sender and receiver, the second makes the keys
// of the two Poseidon ciphertexts, for receiver and auditor. They must not be one: c2 - amount G of an ElGamal ciphertext is
// the shared point, so whoever guesses an amount could try it as the key of a Poseidon ciphertext for the same receiver.
template Transfer() {
    signal input senderKey[2];
    signal input balance[4];
    signal input senderAmount[4];
    signal input receiverKey[2];
    signal input receiverAmount[4];
    signal input receiverPct[7];
    signal input auditorKey[2];
    signal input auditorPct[7];

    signal input amount;
    signal input remaining;
    signal input keyDigits[scalarDigits()];
    signal input amountDigits[scalarDigits()];
    signal input pctDigits[scalarDigits()];

    signal spent[2] <== AmountMultiple()(amount);
    signal left[2] <== AmountMultiple()(remaining);
    OwnedBalance()(senderKey, balance, keyDigits, spent, left);

    signal amountSigns[scalarDigits()] <== ScalarDigits()(amountDigits);
    signal randomness[2] <== GeneratorMultiple()(amountSigns);
    signal senderShared[2] <== PointMultiple()(senderKey, amountSigns);
    signal receiverShared[2] <== PointMultiple()(receiverKey, amountSigns);
    PointCipher()(spent, randomness, senderShared, senderAmount);
    PointCipher()(spent, randomness, receiverShared, receiverAmount);

    signal pctSigns[scalarDigits()] <== ScalarDigits()(pctDigits);
    signal auth[2] <== GeneratorMultiple()(pctSigns);
    signal receiverSecret[2] <== PointMultiple()(receiverKey, pctSigns);
    signal auditorSecret[2] <== PointMultiple()(auditorKey, pctSigns);
    for (var i = 0; i < 2; i++) {
        receiverPct[4 + i] === auth[i];
        auditorPct[4 + i] === auth[i];
    }
    component forReceiver = AmountCipher();
    component forAuditor = AmountCipher();
    forReceiver.amount <== amount;
    forReceiver.key <== receiverSecret;
    forReceiver.nonce <== receiverPct[6];
    forAuditor.amount <== amount;
    forAuditor.key <== auditorSecret;
    forAuditor.nonce <== auditorPct[6];
    for (var i = 0; i < 4; i++) {
        forReceiver.cipher[i] <== receiverPct[i];
        forAuditor.cipher[i] <== auditorPct[i];
    }
}

component main {public [
    senderKey, balance, senderAmount, receiverKey, receiverAmount, receiverPct, auditorKey, auditorPct
]} = Transfer();
