package io.fluxledger.intake.accept;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AcceptancePurityTest {
    private final JavaClasses accept = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.fluxledger.intake.accept");

    @Test
    void dependsOnValuesOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .haveNameMatching(
                        "io\\.fluxledger\\.(intake\\.accept|signatures|events)\\..*|io\\.fluxledger\\.schemas\\.IntentIds"
                                + "|io\\.fluxledger\\.runtime\\.(ChainsFile.*|Problem|ProblemException)"
                                + "|com\\.fasterxml\\.jackson\\.databind\\.JsonNode"
                                + "|java\\.(lang|util|math)\\..*|java\\.nio\\.ByteBuffer|java\\.time\\.(Instant|Duration)"
                                + "|org\\.jspecify\\..*|\\[*[BJIZ]|\\[L.*")
                .check(accept);
    }

    @Test
    void readsNoClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Instant.class, "now", Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(accept);
    }
}
