package io.fluxledger.settlement.reconcile;

import java.net.URI;
import java.util.Set;

/** Which addresses of others the worker calls. */
public final class OutsideUrl {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

    private OutsideUrl() {}

    /** Whether it is http or https and names a host; a fragment would swallow what is put behind it. */
    public static boolean isUsable(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawFragment() == null;
    }

    /** Whether nobody on the way can read what is sent. */
    static boolean keepsSecrets(URI url) {
        return "https".equals(url.getScheme()) || THIS_MACHINE.contains(url.getHost());
    }
}
