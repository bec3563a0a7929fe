package io.fluxledger.signatures;

import java.math.BigInteger;

/**
 * The terms under which vouchers of the x402 scheme batch-settlement are signed. Their hash is the channel's id; a voucher
 * says how much of the channel's charges, all calls together, the payer agrees to.
 *
 * @param payer who pays
 * @param payerAuthorizer whose key signs vouchers
 * @param receiver who is paid
 * @param receiverAuthorizer whose word counts for the receiver
 * @param withdrawDelayS seconds
 * @param salt of the payer's choice; another one is another channel
 */
public record VoucherChannel(
        EthAddress payer,
        EthAddress payerAuthorizer,
        EthAddress receiver,
        EthAddress receiverAuthorizer,
        EthAddress token,
        long withdrawDelayS,
        Bytes32 salt) {
    private static final EthAddress CONTRACT = EthAddress.parse("0x4020074e9df2ce1dee5a9c1b5c3f541d02a10003");
    private static final byte[] CHANNEL = Keccak256.hash("ChannelConfig(address payer,address payerAuthorizer,"
            + "address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)");
    private static final byte[] VOUCHER = Keccak256.hash("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");

    /** The channel's id on that chain: 32 bytes. */
    public Bytes32 id(long chainId) {
        byte[] structHash = new Words()
                .bytes32(CHANNEL)
                .address(payer)
                .address(payerAuthorizer)
                .address(receiver)
                .address(receiverAuthorizer)
                .address(token)
                .uint(withdrawDelayS)
                .bytes32(salt)
                .hash();
        return Bytes32.of(domain(chainId).digest(structHash));
    }

    /**
     * What the payer signs: 32 bytes.
     *
     * @param maxClaimable all charges of the channel together, in the token's smallest unit
     */
    public Bytes32 voucherDigest(long chainId, BigInteger maxClaimable) {
        byte[] structHash = new Words()
                .bytes32(VOUCHER)
                .bytes32(id(chainId))
                .uint(maxClaimable)
                .hash();
        return Bytes32.of(domain(chainId).digest(structHash));
    }

    private static Eip712Domain domain(long chainId) {
        return new Eip712Domain("x402 Batch Settlement", "1", chainId, CONTRACT);
    }
}
