package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.relayer.proofs.ProofAnswer;
import io.fluxledger.relayer.proofs.ProofsAhead;
import io.fluxledger.relayer.proofs.Wanted;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of the account that pays privately: with proofs about the balance that it has when they are asked for. For one thread. */
public final class PrivateCalls {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateCalls.class);
    private static final Set<CommandKind> PROVEN =
            Set.of(CommandKind.PRIVATE_PAYOUT, CommandKind.RESERVE_DEPOSIT, CommandKind.RESERVE_WITHDRAW);
    private static final List<BigInteger> NO_KEY = List.of(BigInteger.ZERO, BigInteger.ZERO);

    /** Payouts that are prepared ahead. */
    private static final int MAX_PAYOUTS = 64;
    /** Recipients whose keys are asked for at one head. */
    private static final int MAX_LOOKED_UP = 256;

    private final EncryptedToken token;
    private final String usdc;
    private final ProofsAhead proofs;
    private final Map<String, List<BigInteger>> keys = new HashMap<>();
    /** Who had no key when last asked, whoever was asked longest ago first. */
    private final Set<String> unregistered = new LinkedHashSet<>();

    private BigInteger tokenId = BigInteger.ZERO;
    /** By command id: reading them out of the calls takes its time where many wait. */
    private Map<String, String> recipients = Map.of();

    private Map<String, Wanted> upcoming = Map.of();
    private boolean looked;

    /** @param usdc the token under the encrypted one */
    public PrivateCalls(EncryptedToken token, String usdc, ProofsAhead proofs) {
        this.token = token;
        this.usdc = usdc;
        this.proofs = proofs;
    }

    static boolean makes(ChainCommand command) {
        return PROVEN.contains(command.getKind());
    }

    /**
     * Takes note of a new head and of what the lane has to do next, in its order: proofs for that are made ahead.
     *
     * @return those of them that may be asked for at this head: what moves the reserve, and the first payouts whose recipients have keys
     */
    Set<String> expect(ContractViews node, List<ChainCommand> next) {
        looked = false;
        Map<String, String> before = recipients;
        recipients = new HashMap<>();
        next.stream()
                .filter(each -> each.getKind() == CommandKind.PRIVATE_PAYOUT)
                .forEach(each -> recipients.put(
                        each.getCommandId(),
                        Objects.requireNonNullElseGet(before.get(each.getCommandId()), () -> recipient(each))));
        try {
            learnKeys(node, next);
        } catch (ChainUnavailableException e) {
            LOG.warn("Keys of recipients are asked for later: {}", e.getMessage());
        }
        Set<String> askable = new HashSet<>();
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        int payouts = 0;
        for (ChainCommand each : next) {
            String id = each.getCommandId();
            switch (each.getKind()) {
                case RESERVE_DEPOSIT -> wanted.put(id, new Wanted.Deposit(id, each.getAmountMicros()));
                case RESERVE_WITHDRAW -> wanted.put(id, new Wanted.Withdrawal(id, each.getAmountMicros()));
                case PRIVATE_PAYOUT -> {
                    List<BigInteger> key = keys.get(recipients.get(id));
                    if (key != null && payouts < MAX_PAYOUTS) {
                        payouts++;
                        wanted.put(id, new Wanted.Transfer(id, each.getAmountMicros(), key));
                    }
                }
                default -> askable.add(id);
            }
        }
        upcoming = wanted;
        askable.addAll(wanted.keySet());
        return askable;
    }

    /** The chain did not take what {@link #of} gave. The recipient's key may have been one that the chain has forgotten. */
    void refused(ChainCommand command) {
        String recipient = recipients.get(command.getCommandId());
        if (recipient != null) {
            keys.remove(recipient);
        }
        proofs.refused(command.getCommandId());
    }

    /** The same bytes until the account's balance changes. */
    byte[] of(ContractViews node, ChainCommand command) throws NotReadyException, ChainUnavailableException {
        if (!upcoming.containsKey(command.getCommandId())) {
            throw new NotReadyException("it is not among those that are prepared");
        }
        if (!looked) {
            look(node);
            looked = true;
        }
        return switch (proofs.ask(command.getCommandId())) {
            case ProofAnswer.Noted(List<BigInteger> pct) ->
                EercAbi.deposit(BigInteger.valueOf(command.getAmountMicros()), usdc, pct);
            case ProofAnswer.Proven(var spending) ->
                command.getKind() == CommandKind.RESERVE_WITHDRAW
                        ? EercAbi.withdraw(tokenId, spending.proof(), spending.balancePct())
                        : EercAbi.transfer(recipient(command), tokenId, spending.proof(), spending.balancePct());
            case ProofAnswer.NotYet(String reason) -> throw new NotReadyException(reason);
        };
    }

    /** Once for each head: the lane asks only while nothing of the account waits to be mined. */
    private void look(ContractViews node) throws ChainUnavailableException {
        if (tokenId.signum() == 0) {
            tokenId = EercAbi.decodeUint(node.views(token.encryptedErc(), List.of(EercAbi.tokenIds(usdc)))
                    .getFirst());
        }
        List<String> answers = node.views(
                token.encryptedErc(),
                List.of(EercAbi.balanceOf(token.payoutAccount(), tokenId), EercAbi.auditorPublicKey()));
        proofs.expect(
                List.copyOf(upcoming.values()),
                EercAbi.decodeBalance(answers.getFirst()),
                EercAbi.decodeKey(answers.getLast()));
    }

    /** Who was never asked about first, then those who had no key, in turn. */
    private void learnKeys(ContractViews node, List<ChainCommand> commands) throws ChainUnavailableException {
        Set<String> waiting = new LinkedHashSet<>();
        for (ChainCommand command : commands) {
            String recipient = recipients.get(command.getCommandId());
            if (recipient != null && !keys.containsKey(recipient)) {
                waiting.add(recipient);
            }
        }
        unregistered.retainAll(waiting);
        waiting.removeAll(unregistered);
        waiting.addAll(unregistered);
        List<String> unknown = waiting.stream().limit(MAX_LOOKED_UP).toList();
        if (unknown.isEmpty()) {
            return;
        }
        List<String> answers = node.views(
                token.registrar(),
                unknown.stream().map(EercAbi::getUserPublicKey).toList());
        for (int i = 0; i < answers.size(); i++) {
            String recipient = unknown.get(i);
            List<BigInteger> key = EercAbi.decodeKey(answers.get(i));
            unregistered.remove(recipient);
            if (!key.equals(NO_KEY)) {
                keys.put(recipient, key);
            } else if (unregistered.add(recipient)) {
                LOG.debug("{} has no encryption key", recipient);
            }
        }
    }

    /** 0x-hex in lower case. */
    static String recipient(ChainCommand payout) {
        byte[] planned = new byte[payout.getData().remaining()];
        payout.getData().duplicate().get(planned);
        return EercAbi.decodeTransfer(planned).to();
    }
}
