package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.testkit.DebianProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests say what the code says: topics, rights, settings, rules. */
class ManifestsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path KUBERNETES = Path.of("kubernetes");

    private static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll();
        }
    }

    private static String topic(String name, int partitions, Map<String, String> config) {
        return "%s %d %s".formatted(name, partitions, new TreeMap<>(config));
    }

    @Test
    void kubernetesHasTheTopicsOfTheCatalog() throws IOException {
        List<String> expected = new ArrayList<>();
        for (TopicSpec topic : TopicCatalog.all()) {
            expected.add(topic(topic.name(), topic.partitions(), replicated(topic.config())));
        }
        for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
            expected.add(topic(topic.deadLetters(), 1, replicated(TopicCatalog.LEDGER_INPUTS.config())));
        }
        List<String> found = new ArrayList<>();
        for (JsonNode document : documents(KUBERNETES.resolve("topics.yaml"))) {
            Map<String, String> config = new TreeMap<>();
            document.at("/spec/config")
                    .properties()
                    .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
            assertThat(document.at("/spec/replicas").asInt()).isEqualTo(3);
            found.add(topic(
                    document.at("/metadata/name").asText(),
                    document.at("/spec/partitions").asInt(),
                    config));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Map<String, String> replicated(Map<String, String> config) {
        Map<String, String> replicated = new TreeMap<>(config);
        replicated.put("min.insync.replicas", "2");
        return replicated;
    }

    @Test
    void kubernetesGrantsTheRightsOfTheTable() throws IOException {
        List<String> found = new ArrayList<>();
        for (JsonNode document : documents(KUBERNETES.resolve("users.yaml"))) {
            for (JsonNode acl : document.at("/spec/authorization/acls")) {
                String suffix = acl.at("/resource/patternType").asText().equals("prefix") ? "*" : "";
                for (JsonNode operation : acl.at("/operations")) {
                    found.add("%s %s %s %s"
                            .formatted(
                                    document.at("/metadata/name").asText(),
                                    operation.asText(),
                                    acl.at("/resource/type").asText(),
                                    acl.at("/resource/name").asText() + suffix));
                }
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(Path.of("kafka/acls.tsv")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replace('\t', ' '))
                        .toList());
    }

    @Test
    void everyServiceRunsOneOfTheImagesServicesWithAFileThatIsThere() throws IOException {
        List<JsonNode> commands = new ArrayList<>();
        for (JsonNode document : documents(KUBERNETES.resolve("services.yaml"))) {
            document.at("/spec/template/spec/containers").forEach(c -> commands.add(c.at("/args")));
        }
        JsonNode compose = YAML.readTree(Path.of("compose/compose.yaml").toFile());
        compose.at("/services").forEach(service -> {
            if (service.at("/command").path(1).asText().equals("--config")) {
                commands.add(service.at("/command"));
            }
        });
        assertThat(commands).hasSize(13);
        for (JsonNode command : commands) {
            assertThat(command.path(2).asText())
                    .isEqualTo("/etc/fluxledger/%s.properties"
                            .formatted(command.path(0).asText()));
            assertThat(KUBERNETES.resolve(
                            "config/%s.properties".formatted(command.path(0).asText())))
                    .exists();
        }
        for (JsonNode service : compose.at("/services")) {
            for (JsonNode volume : service.path("volumes")) {
                String from = volume.asText().split(":")[0];
                if (from.startsWith("../")) {
                    assertThat(Path.of("compose").resolve(from)).exists();
                }
            }
        }
    }

    /** Which pods may connect to which, as labels; what no policy names is refused. */
    @Test
    void everyPodIsClosedAndOpenedToWhomItNeeds() throws IOException {
        Map<String, List<String>> allowed = new TreeMap<>();
        boolean closed = false;
        for (JsonNode policy : documents(KUBERNETES.resolve("network.yaml"))) {
            assertThat(policy.at("/spec/policyTypes/0").asText()).isEqualTo("Ingress");
            closed |= policy.at("/spec/podSelector").isEmpty()
                    && policy.at("/spec/ingress").isMissingNode();
            List<String> from = new ArrayList<>();
            policy.at("/spec/ingress/0/from").forEach(peer -> {
                peer.at("/podSelector/matchLabels").forEach(label -> from.add(label.asText()));
                peer.at("/podSelector/matchExpressions/0/values").forEach(label -> from.add(label.asText()));
                peer.at("/namespaceSelector/matchLabels").fieldNames().forEachRemaining(from::add);
            });
            policy.at("/spec/podSelector/matchLabels").forEach(label -> allowed.put(label.asText(), from));
        }
        assertThat(closed).as("all pods are closed").isTrue();
        String metrics = "fluxledger.io/metrics";
        String ingress = "fluxledger.io/ingress";
        List<String> clients = List.of("streams", "intake", "relayer", "settlement", "audit", "watch", "schemas");
        assertThat(allowed)
                .isEqualTo(new TreeMap<>(Map.of(
                        "streams", List.of("streams", "intake", metrics),
                        "intake", List.of(ingress, metrics),
                        "relayer", List.of("intake", metrics),
                        "settlement", List.of(ingress, metrics),
                        "audit", List.of("intake", ingress, metrics),
                        "watch", List.of(metrics),
                        "registry", clients,
                        "postgres", List.of("audit"))));
        JsonNode listener =
                documents(KUBERNETES.resolve("kafka.yaml")).get(1).at("/spec/kafka/listeners/0/networkPolicyPeers");
        List<String> ofBrokers = new ArrayList<>();
        listener.at("/0/podSelector/matchExpressions/0/values").forEach(label -> ofBrokers.add(label.asText()));
        assertThat(ofBrokers).isEqualTo(clients);
        assertThat(Files.readString(KUBERNETES.resolve("kustomization.yaml"))).contains("  - network.yaml");
    }

    @Test
    void everyAlertNamesARunbookThatIsThere() throws IOException {
        JsonNode rules = YAML.readTree(Path.of("prometheus/alerts.yaml").toFile());
        List<String> runbooks = new ArrayList<>();
        for (JsonNode group : rules.at("/groups")) {
            for (JsonNode rule : group.at("/rules")) {
                assertThat(rule.path("expr").asText()).isNotEmpty();
                runbooks.add(rule.at("/annotations/runbook").asText());
            }
        }
        assertThat(runbooks)
                .hasSizeGreaterThan(10)
                .allMatch(name -> Files.exists(Path.of("../..").resolve(name)));
    }

    @Test
    void prometheusAcceptsTheRulesAndTheyFireWhenTheyMust() {
        DebianProgram promtool = DebianProgram.promtool();
        for (String[] arguments : List.of(
                new String[] {"check", "rules", "prometheus/alerts.yaml"},
                new String[] {"test", "rules", "prometheus/alerts-test.yaml"},
                new String[] {"check", "config", "--syntax-only", "prometheus/prometheus.yaml"})) {
            DebianProgram.Ran ran = promtool.run(arguments);
            assertThat(ran.status()).as(ran.out() + ran.err()).isZero();
        }
    }

    @Test
    void dashboardsAreWhole() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("grafana/dashboards"))) {
            for (Path file : files.toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                assertThat(dashboard.path("uid").asText()).isNotEmpty();
                assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy(panel -> {
                    assertThat(panel.path("title").asText()).isNotEmpty();
                    assertThat(panel.at("/targets/0/expr").asText()).isNotEmpty();
                });
            }
        }
    }
}
