pragma circom 2.1.6;

// Baby Jubjub over the scalar field of BN254, for what the payout circuits need of it.
//
// Edwards form     a x^2 + y^2 = 1 + d x^2 y^2,  a = 168700, d = 168696: its addition is complete, six constraints.
// Montgomery form  v^2 = u^3 + A u^2 + u,        A = 168698: three constraints, but undefined where two points share u.
//
// The multiplications below run in Montgomery form. Each says why no scalar that a prover may choose meets an undefined
// addition; an addition of a point to itself would leave the slope free, and with it the result. They hold for points of the
// prime order l alone. Keys and balances are such points: the contracts take them from proofs only, which make them here.

// l
function groupOrder() {
    return 2736030358979909402780800718157159386076813972158567259200215660948447373041;
}

// How many binary digits stand for a scalar, see ScalarDigits.
function scalarDigits() {
    return 251;
}

// Bits of an amount or a balance: what fits a signed 64-bit integer.
function amountBits() {
    return 63;
}

function generator() {
    return [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
}

// Sum of two constant points in Edwards form.
function pointSum(p, q) {
    var t = 168696 * p[0] * q[0] * p[1] * q[1];
    return [(p[0] * q[1] + p[1] * q[0]) / (1 + t), (p[1] * q[1] - 168700 * p[0] * q[0]) / (1 - t)];
}

// Multiple of a constant point by 0 <= k < 2^253.
function pointMultiple(k, p) {
    var sum[2] = [0, 1];
    var power[2] = p;
    for (var i = 0; i < 253; i++) {
        if (((k >> i) & 1) == 1) {
            sum = pointSum(sum, power);
        }
        power = pointSum(power, power);
    }
    return sum;
}

// A constant point other than the neutral one, in Montgomery form.
function toMontgomery(p) {
    var u = (1 + p[1]) / (1 - p[1]);
    return [u, u / p[0]];
}

template EdwardsAdd() {
    signal input p[2];
    signal input q[2];
    signal output out[2];

    signal xy <== p[0] * q[1];
    signal yx <== p[1] * q[0];
    signal mixed <== (p[1] - 168700 * p[0]) * (q[0] + q[1]);
    signal t <== xy * yx;

    // d is no square, so for points of the curve neither divisor is zero.
    out[0] <-- (xy + yx) / (1 + 168696 * t);
    out[0] * (1 + 168696 * t) === xy + yx;
    out[1] <-- (mixed + 168700 * xy - yx) / (1 - 168696 * t);
    out[1] * (1 - 168696 * t) === mixed + 168700 * xy - yx;
}

template EdwardsDouble() {
    signal input p[2];
    signal output out[2];

    signal xy <== p[0] * p[1];
    signal mixed <== (p[1] - 168700 * p[0]) * (p[0] + p[1]);
    signal t <== xy * xy;

    out[0] <-- 2 * xy / (1 + 168696 * t);
    out[0] * (1 + 168696 * t) === 2 * xy;
    out[1] <-- (mixed + 168699 * xy) / (1 - 168696 * t);
    out[1] * (1 - 168696 * t) === mixed + 168699 * xy;
}

// For points other than the neutral one and the one of order two. The neutral point satisfies no assignment.
template EdwardsToMontgomery() {
    signal input p[2];
    signal output out[2];

    out[0] <-- (1 + p[1]) / (1 - p[1]);
    out[0] * (1 - p[1]) === 1 + p[1];
    out[1] <-- out[0] / p[0];
    out[1] * p[0] === out[0];
}

// For points with v != 0; u = -1 is on no point of this curve, because A - 2 is no square.
template MontgomeryToEdwards() {
    signal input p[2];
    signal output out[2];

    out[0] <-- p[0] / p[1];
    out[0] * p[1] === p[0];
    out[1] <-- (p[0] - 1) / (p[0] + 1);
    out[1] * (p[0] + 1) === p[0] - 1;
}

// p + q where p is neither q nor -q.
template MontgomeryAdd() {
    signal input p[2];
    signal input q[2];
    signal output out[2];

    signal slope <-- (q[1] - p[1]) / (q[0] - p[0]);
    slope * (q[0] - p[0]) === q[1] - p[1];
    out[0] <== slope * slope - 168698 - p[0] - q[0];
    out[1] <== slope * (p[0] - out[0]) - p[1];
}

// 2p where v != 0.
template MontgomeryDouble() {
    signal input p[2];
    signal output out[2];

    signal square <== p[0] * p[0];
    signal slope <-- (3 * square + 2 * 168698 * p[0] + 1) / (2 * p[1]);
    slope * 2 * p[1] === 3 * square + 2 * 168698 * p[0] + 1;
    out[0] <== slope * slope - 168698 - 2 * p[0];
    out[1] <== slope * (p[0] - out[0]) - p[1];
}

// 2p + q as (p + q) + p, where the v of p + q is never needed. p is neither q nor -q, and p + q is not -p.
template MontgomeryDoubleAdd() {
    signal input p[2];
    signal input q[2];
    signal output out[2];

    signal first <-- (q[1] - p[1]) / (q[0] - p[0]);
    first * (q[0] - p[0]) === q[1] - p[1];
    signal u <== first * first - 168698 - p[0] - q[0];
    signal second <-- -first - 2 * p[1] / (u - p[0]);
    (first + second) * (u - p[0]) === -2 * p[1];
    out[0] <== second * second - 168698 - p[0] - u;
    out[1] <== second * (p[0] - out[0]) - p[1];
}

// Digits of a scalar k modulo l: k = 2^252 + sum of s_i 2^i over i < 251, where s_i = 2 digit_i - 1 is 1 or -1.
// No digit is zero, so no addition has to be left out. Any 251 bits are a scalar, and every scalar has digits.
template ScalarDigits() {
    var n = scalarDigits();
    signal input digits[n];
    signal output signs[n];

    for (var i = 0; i < n; i++) {
        digits[i] * (digits[i] - 1) === 0;
        signs[i] <== 2 * digits[i] - 1;
    }
}

// offset + sum of s_i 2^i base, for signs s_i (1 or -1) of the caller and constant points base (order l) and offset.
// Three signs make one of eight points, by three constraints: the u of a point is even in the signs, its v is odd.
// Window i adds an odd multiple D 8^i, |D| <= 7, to an odd multiple below 8^i. Sum and difference of the two are below 8^(i+1) and
// not zero, so while 8^(i+1) <= l, that is for 83 windows, no addition is undefined. Up to two signs above them are added with
// the offset in Edwards form.
template FixedBaseSum(n, base, offset) {
    signal input signs[n];
    signal output out[2];

    var windows = n \ 3;
    var above = n % 3;
    assert(windows <= 83);
    signal pair[windows];
    signal crossed[windows];
    signal triple[windows];
    signal sum[windows][2];
    component add[windows - 1];

    var power[2] = base;
    for (var i = 0; i < windows; i++) {
        var twice[2] = pointSum(power, power);
        var multiple[4][2];
        var current[2] = power;
        for (var j = 0; j < 4; j++) {
            multiple[j] = toMontgomery(current);
            current = pointSum(current, twice);
        }
        // For the signs (s0, s1, 1) the multiple is 4 + 2 s1 + s0.
        var mean[2];
        var both[2];
        var low[2];
        var high[2];
        for (var c = 0; c < 2; c++) {
            mean[c] = (multiple[3][c] + multiple[2][c] + multiple[1][c] + multiple[0][c]) / 4;
            both[c] = (multiple[3][c] - multiple[2][c] - multiple[1][c] + multiple[0][c]) / 4;
            low[c] = (multiple[3][c] - multiple[2][c] + multiple[1][c] - multiple[0][c]) / 4;
            high[c] = (multiple[3][c] + multiple[2][c] - multiple[1][c] - multiple[0][c]) / 4;
        }
        pair[i] <== signs[3 * i] * signs[3 * i + 1];
        crossed[i] <== signs[3 * i + 2] * (low[0] * signs[3 * i] + high[0] * signs[3 * i + 1]);
        triple[i] <== pair[i] * signs[3 * i + 2];
        var u = mean[0] + both[0] * pair[i] + crossed[i];
        var v = mean[1] * signs[3 * i + 2] + low[1] * signs[3 * i] + high[1] * signs[3 * i + 1] + both[1] * triple[i];
        if (i == 0) {
            sum[i][0] <== u;
            sum[i][1] <== v;
        } else {
            add[i - 1] = MontgomeryAdd();
            add[i - 1].p <== sum[i - 1];
            add[i - 1].q[0] <== u;
            add[i - 1].q[1] <== v;
            sum[i] <== add[i - 1].out;
        }
        for (var k = 0; k < 3; k++) {
            power = pointSum(power, power);
        }
    }

    // The sum is an odd multiple below l, so it is not the neutral point.
    component last = EdwardsAdd();
    last.p <== MontgomeryToEdwards()(sum[windows - 1]);
    signal top;
    if (above == 2) {
        // offset + (2 s1 + s0) power
        var three[2] = pointSum(pointSum(power, power), power);
        var p11[2] = pointSum(offset, three);
        var p01[2] = pointSum(offset, power);
        var p10[2] = pointSum(offset, [-power[0], power[1]]);
        var p00[2] = pointSum(offset, [-three[0], three[1]]);
        top <== signs[n - 2] * signs[n - 1];
        for (var c = 0; c < 2; c++) {
            last.q[c] <== (p11[c] + p01[c] + p10[c] + p00[c]) / 4
                + (p11[c] - p01[c] - p10[c] + p00[c]) / 4 * top
                + (p11[c] - p01[c] + p10[c] - p00[c]) / 4 * signs[n - 2]
                + (p11[c] + p01[c] - p10[c] - p00[c]) / 4 * signs[n - 1];
        }
    } else {
        assert(above == 0);
        top <== 0;
        last.q <== offset;
    }
    out <== last.out;
}

// k G for a scalar of ScalarDigits.
template GeneratorMultiple() {
    signal input signs[scalarDigits()];
    signal output out[2];

    out <== FixedBaseSum(scalarDigits(), generator(), pointMultiple(1 << 252, generator()))(signs);
}

// k p for a scalar of ScalarDigits and a point of order l.
// From 2p on, each step makes 2 m p + s p from m p. Before step j, 2^j < m < 3 2^j. A step is undefined where m is 1 or -1, or
// 2 m is 1 or -1, modulo l. The first 249 steps begin with 2 <= m and 2 m + 1 < 3 2^249 < l. The two after them are
// made in Edwards form, which is complete.
template PointMultiple() {
    var n = scalarDigits();
    var complete = 2;
    var steps = n - complete;
    signal input p[2];
    signal input signs[n];
    signal output out[2];

    signal base[2] <== EdwardsToMontgomery()(p);
    signal twice[2] <== MontgomeryDouble()(base);
    signal signed[steps];
    component step[steps];
    for (var j = 0; j < steps; j++) {
        signed[j] <== signs[n - 1 - j] * base[1];
        step[j] = MontgomeryDoubleAdd();
        if (j == 0) {
            step[j].p <== twice;
        } else {
            step[j].p <== step[j - 1].out;
        }
        step[j].q[0] <== base[0];
        step[j].q[1] <== signed[j];
    }

    signal x[complete];
    component double[complete];
    component add[complete];
    for (var j = 0; j < complete; j++) {
        double[j] = EdwardsDouble();
        if (j == 0) {
            double[j].p <== MontgomeryToEdwards()(step[steps - 1].out);
        } else {
            double[j].p <== add[j - 1].out;
        }
        x[j] <== signs[complete - 1 - j] * p[0];
        add[j] = EdwardsAdd();
        add[j].p <== double[j].out;
        add[j].q[0] <== x[j];
        add[j].q[1] <== p[1];
    }
    out <== add[complete - 1].out;
}

// amount G, and that 0 <= amount < 2^63.
// With H = G / 2, an amount of n bits is (sum of s_i 2^i + 2^n - 1) H.
template AmountMultiple() {
    var n = amountBits();
    signal input amount;
    signal output out[2];

    signal bits[n];
    signal signs[n];
    var value = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (amount >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        signs[i] <== 2 * bits[i] - 1;
        value += bits[i] * (1 << i);
    }
    value === amount;
    var half[2] = pointMultiple((groupOrder() + 1) / 2, generator());
    out <== FixedBaseSum(n, half, pointMultiple((1 << n) - 1, half))(signs);
}
