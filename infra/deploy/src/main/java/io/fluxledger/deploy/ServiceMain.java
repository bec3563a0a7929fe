package io.fluxledger.deploy;

import io.fluxledger.audit.AuditMain;
import io.fluxledger.intake.IntakeMain;
import io.fluxledger.relayer.RelayerMain;
import io.fluxledger.settlement.SettlementMain;
import io.fluxledger.streams.LedgerStreamsMain;
import io.fluxledger.watch.WatchMain;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Starts one of the services by its name: one image, many containers. */
public final class ServiceMain {
    private interface Service {
        void run(String[] arguments) throws Exception;
    }

    private static final Map<String, Service> SERVICES = new TreeMap<>(Map.of(
            "streams", LedgerStreamsMain::main,
            "intake", IntakeMain::main,
            "relayer", RelayerMain::main,
            "settlement", SettlementMain::main,
            "audit", AuditMain::main,
            "watch", WatchMain::main,
            "topics", TopicsMain::main));

    private ServiceMain() {}

    public static void main(String[] arguments) throws Exception {
        Service service = arguments.length == 0 ? null : SERVICES.get(arguments[0]);
        if (service == null) {
            System.err.println("usage: SERVICE --config FILE; services are " + SERVICES.keySet());
            System.exit(2);
        } else {
            service.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }
}
