package io.fluxledger.bench.stream;

import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicLeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Runs {@link BareFoldMain} over the preloaded inputs. */
final class BareFold {
    private static final int HEAP_MB = 1_024;

    private BareFold() {}

    /** Records a second from output to committed output. */
    static double inputsPerS(LedgerServers.Broker broker, int records, int commitIntervalMs) throws Exception {
        int partitions = TopicCatalog.LEDGER_INPUTS.partitions();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            NewTopic output = new NewTopic(BareFoldMain.OUTPUT, partitions, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            TopicLeaders.create(admin, List.of(output));
        }
        Path directory = broker.home().resolve("bare-fold");
        try (ChildProgram program = ChildProgram.start(
                "the bare fold",
                BareFoldMain.class.getName(),
                HEAP_MB,
                List.of(),
                List.of(broker.bootstrap(), directory.resolve("state").toString(), Integer.toString(commitIntervalMs)),
                directory)) {
            return OutputRate.measure(broker.bootstrap(), BareFoldMain.OUTPUT, partitions, records, program);
        }
    }
}
