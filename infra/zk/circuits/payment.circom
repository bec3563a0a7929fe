pragma circom 2.1.6;

include "circomlib/circuits/poseidon.circom";
include "curve.circom";

// What is proven of payments, beside curve.circom.

// That pct is [c0, c1, c2, c3, authX, authY, nonce]: the Poseidon encryption of [amount] under a key, as poseidon-cipher makes it.
// It is computed forwards: the two elements that fill the block are zero because nothing else is added to the key stream.
// That auth is the point of the key's randomness, and that the nonce is below 2^128, is left to others.
template AmountCipher() {
    signal input amount;
    signal input key[2];
    signal input nonce;
    signal input cipher[4];

    component block = PoseidonEx(3, 4);
    block.initialState <== 0;
    block.inputs[0] <== key[0];
    block.inputs[1] <== key[1];
    block.inputs[2] <== nonce + (1 << 128);
    cipher[0] === block.out[1] + amount;
    cipher[1] === block.out[2];
    cipher[2] === block.out[3];

    component tag = PoseidonEx(3, 2);
    tag.initialState <== block.out[0];
    for (var i = 0; i < 3; i++) {
        tag.inputs[i] <== cipher[i];
    }
    cipher[3] === tag.out[1];
}

// That (c1, c2) is the ElGamal encryption of a point (an amount times G) under a key: c1 = r G, c2 = r key + point.
// randomness is r G, shared is r key.
template PointCipher() {
    signal input point[2];
    signal input randomness[2];
    signal input shared[2];
    signal input cipher[4];

    cipher[0] === randomness[0];
    cipher[1] === randomness[1];
    signal sum[2] <== EdwardsAdd()(shared, point);
    cipher[2] === sum[0];
    cipher[3] === sum[1];
}

// That whoever proves knows the secret of a key, and that the balance decrypts to spent + remaining, both amounts times G.
template OwnedBalance() {
    signal input key[2];
    signal input balance[4];
    signal input keyDigits[scalarDigits()];
    signal input spent[2];
    signal input remaining[2];

    signal signs[scalarDigits()] <== ScalarDigits()(keyDigits);
    signal owned[2] <== GeneratorMultiple()(signs);
    key[0] === owned[0];
    key[1] === owned[1];
    signal total[2] <== EdwardsAdd()(spent, remaining);
    signal first[2] <== [balance[0], balance[1]];
    signal hidden[2] <== PointMultiple()(first, signs);
    signal sum[2] <== EdwardsAdd()(hidden, total);
    balance[2] === sum[0];
    balance[3] === sum[1];
}
