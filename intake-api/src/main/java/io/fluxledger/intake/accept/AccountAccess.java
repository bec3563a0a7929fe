package io.fluxledger.intake.accept;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.AccountAccessMessage;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may read a payer's calls: whoever shows the payer's signed {@link AccountAccessMessage}. Deposits stand on chain for all
 * to see, and the address with them; calls do not, and an address must not be enough to list them. Pure.
 */
public final class AccountAccess {
    /** The header: {@code <expiresMs>:<signature>}. */
    public static final String HEADER = "Account-Access";

    /** Longest time from now to the end of an access. */
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,16}):(0x[0-9a-fA-F]{130})");

    private final Eip712Domain domain;

    public AccountAccess(ChainsFile chains) {
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
    }

    /**
     * @param header value of {@link #HEADER}
     * @throws ProblemException ACCESS_REQUIRED when there is none or it has run out, INVALID_SIGNATURE,
     *     AUTHORIZATION_TOO_LONG or SIGNATURE_MISMATCH when it is of no use
     */
    public void require(EthAddress payer, @Nullable String header, Instant now) {
        if (header == null) {
            throw Refusal.ACCESS_REQUIRED.at(HEADER, "must have the payer's signature");
        }
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            throw Refusal.INVALID_SIGNATURE.at(HEADER, "must be expiresMs, a colon and 65 bytes in 0x-hex");
        }
        long expiresMs = Long.parseLong(form.group(1));
        long nowMs = now.toEpochMilli();
        if (expiresMs <= nowMs) {
            throw Refusal.ACCESS_REQUIRED.at(HEADER, "has run out; sign another");
        }
        if (expiresMs - nowMs > LONGEST.toMillis()) {
            throw Refusal.AUTHORIZATION_TOO_LONG.at(HEADER, "must end within " + LONGEST + " from now");
        }
        Signers.require(payer, new AccountAccessMessage(payer, expiresMs).digest(domain), signature(form), HEADER);
    }

    private static EthSignature signature(Matcher form) {
        try {
            return EthSignature.parse(form.group(2));
        } catch (IllegalArgumentException e) {
            throw Refusal.INVALID_SIGNATURE.at(HEADER, "has no signature: " + e.getMessage());
        }
    }
}
