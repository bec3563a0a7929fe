pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";
include "curve.circom";

// That whoever proves knows the secret of a key, 0 < secret < l, for one account on one chain.
template Registration() {
    signal input key[2];
    signal input account;
    signal input chainId;
    signal input hash;

    signal input secret;

    var n = scalarDigits();
    // secret and l - 1 - secret fit 251 bits both, so secret is below l; one inverse says that it is not zero.
    signal bits[n];
    signal rest[n];
    signal signs[n];
    var value = 0;
    var difference = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (secret >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        rest[i] <-- ((groupOrder() - 1 - secret) >> i) & 1;
        rest[i] * (rest[i] - 1) === 0;
        signs[i] <== 2 * bits[i] - 1;
        value += bits[i] * (1 << i);
        difference += rest[i] * (1 << i);
    }
    value === secret;
    difference === groupOrder() - 1 - secret;
    signal inverse <-- 1 / secret;
    inverse * secret === 1;

    // As for amounts: with H = G / 2, the key is (sum of s_i 2^i + 2^n - 1) H.
    var half[2] = pointMultiple((groupOrder() + 1) / 2, generator());
    signal owned[2] <== FixedBaseSum(n, half, pointMultiple((1 << n) - 1, half))(signs);
    key[0] === owned[0];
    key[1] === owned[1];

    signal expected <== Poseidon(3)([chainId, secret, account]);
    hash === expected;
}

component main {public [key, account, chainId, hash]} = Registration();
