package io.fluxledger.relayer.watch;

import io.fluxledger.contracts.UsdcAbi;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.methods.response.Log;

/**
 * A treasury of one chain.
 *
 * @param usdc the token
 * @param own contracts and accounts of the deployment, lower case: what they send is told to the ledger by what they do
 */
public record WatchedTreasury(long chainId, String usdc, String treasury, Set<String> own) {
    private static final String NOBODY = "0x" + "0".repeat(40);

    public WatchedTreasury {
        own = Set.copyOf(own);
    }

    /** Key of its progress. */
    public String key() {
        return chainId + ":" + treasury;
    }

    /**
     * What strangers sent, read from all logs of one transaction. A transfer is by authorization when the token's log before it
     * says that the sender's authorization was used. Authorizations that the deployment submitted itself are left out: the lane
     * that did it tells how that ended.
     *
     * @param sender who signed the transaction, 0x-hex in lower case
     */
    public List<ReceivedTransfer> received(String sender, List<Log> logsOfTransaction) {
        boolean submittedByUs = sender.equals(treasury) || own.contains(sender);
        List<Log> ofToken = logsOfTransaction.stream()
                .filter(log -> log.getAddress().equalsIgnoreCase(usdc))
                .sorted(Comparator.comparing(Log::getLogIndex))
                .toList();
        List<ReceivedTransfer> received = new ArrayList<>();
        for (int i = 0; i < ofToken.size(); i++) {
            Log log = ofToken.get(i);
            for (UsdcAbi.Transfer transfer : UsdcAbi.transfers(usdc, List.of(log))) {
                String nonce = i == 0 ? null : usedBefore(ofToken.get(i - 1), transfer.from());
                if (isStrangers(transfer) && !(submittedByUs && nonce != null)) {
                    received.add(new ReceivedTransfer(
                            transfer.from(),
                            transfer.amountMicros(),
                            nonce,
                            log.getTransactionHash(),
                            number(log.getBlockNumber()),
                            number(log.getLogIndex())));
                }
            }
        }
        return received;
    }

    private boolean isStrangers(UsdcAbi.Transfer transfer) {
        String from = transfer.from().toLowerCase(Locale.ROOT);
        return transfer.to().equalsIgnoreCase(treasury)
                && transfer.amountMicros() > 0
                && !from.equals(NOBODY)
                && !from.equals(treasury)
                && !own.contains(from);
    }

    private @Nullable String usedBefore(Log before, String from) {
        return UsdcAbi.authorizationsUsed(usdc, List.of(before)).stream()
                .filter(used -> used.authorizer().equalsIgnoreCase(from))
                .map(UsdcAbi.AuthorizationUsed::nonce)
                .findFirst()
                .orElse(null);
    }

    private static long number(BigInteger value) {
        return value.longValueExact();
    }
}
