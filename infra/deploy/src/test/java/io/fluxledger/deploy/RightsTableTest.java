package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** What the table of rights must never say. */
class RightsTableTest {
    private static Set<String> who(AclOperation operation, TopicSpec topic) {
        return AccessRights.all().stream()
                .filter(right -> right.operation() == operation && right.covers(ResourceType.TOPIC, topic.name()))
                .map(AccessRights.Right::principal)
                .collect(Collectors.toSet());
    }

    /** A command is signed as it stands: whoever may write one has the treasury. */
    @Test
    void theRelayerAloneWritesCommands() {
        assertThat(who(AclOperation.WRITE, TopicCatalog.CHAIN_COMMANDS)).containsExactly("relayer");
        assertThat(who(AclOperation.WRITE, TopicCatalog.CHAIN_TRANSACTIONS)).containsExactly("relayer");
        assertThat(who(AclOperation.READ, TopicCatalog.AUDIT_BATCHES)).contains("relayer");
    }

    /** Amounts of private payouts, identity checks and messages to providers are for auditors. */
    @Test
    void analystsReadWhatIsPublic() {
        for (TopicSpec topic : TopicCatalog.all()) {
            boolean isOpen = Set.of(
                            TopicCatalog.LEDGER_INPUTS, TopicCatalog.LEDGER_JOURNAL, TopicCatalog.LEDGER_BALANCES)
                    .contains(topic);
            assertThat(who(AclOperation.READ, topic).contains("analyst"))
                    .as(topic.name())
                    .isEqualTo(isOpen);
        }
        assertThat(who(AclOperation.READ, TopicCatalog.SETTLEMENT_PROVIDERS)).contains("auditor");
        assertThat(who(AclOperation.READ, TopicCatalog.CHAIN_CONFIRMATIONS)).contains("auditor");
    }

    @Test
    void whoReadsOnlyWritesNothing() {
        for (String reader : Set.of("analyst", "auditor", "backup", "watch")) {
            assertThat(AccessRights.all())
                    .filteredOn(right -> right.principal().equals(reader))
                    .isNotEmpty()
                    .noneMatch(right -> right.operation() == AclOperation.WRITE);
        }
    }

    /** What a fold or intake put aside is put back by operators, a command by nobody. */
    @Test
    void operatorsPutBackWhatIsNoCommand() {
        for (TopicSpec topic : TopicCatalog.withDeadLetters()) {
            assertThat(who(AclOperation.WRITE, topic).contains("operator"))
                    .as(topic.name())
                    .isEqualTo(!topic.equals(TopicCatalog.CHAIN_COMMANDS));
        }
    }
}
