package io.fluxledger.local.stack;

import io.fluxledger.servers.Ports;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which part gets which port: what it had before when that is still possible, else a free one. */
final class PortPlan {
    private final Map<String, Integer> ports = new TreeMap<>();

    PortPlan(Optional<StackState> before) {
        Set<Integer> taken = new HashSet<>();
        for (String part : Parts.ALL) {
            Optional<PartState> earlier = before.flatMap(s -> s.part(part));
            int port = earlier.filter(p -> p.process().alive())
                    .map(PartState::port)
                    .orElseGet(() -> Ports.freeOr(earlier.map(PartState::port).orElse(0)));
            while (!taken.add(port)) {
                port = Ports.free();
            }
            ports.put(part, port);
        }
    }

    int of(String part) {
        Integer port = ports.get(part);
        if (port == null) {
            throw new IllegalArgumentException("no part " + part);
        }
        return port;
    }

    String url(String part) {
        return "http://127.0.0.1:" + of(part);
    }
}
