package io.fluxledger.relayer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses RELAYER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fluxledger.relayer");

    @Test
    void decisionsKnowNeitherKafkaNorNodesNorClocks() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..relayer.plan..",
                        "..relayer.send..",
                        "..relayer.route..",
                        "..relayer.reserve..",
                        "..relayer.anchor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.web3j..",
                        "java.time..",
                        "..relayer.chain..",
                        "..relayer.publish..",
                        "..relayer.config..")
                .check(RELAYER);
    }

    @Test
    void theChainKnowsNoKafkaAndKafkaNoNode() {
        noClasses()
                .that()
                .resideInAPackage("..relayer.chain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "..relayer.publish..")
                .check(RELAYER);
        noClasses()
                .that()
                .resideInAPackage("..relayer.publish..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.web3j..")
                .check(RELAYER);
    }
}
