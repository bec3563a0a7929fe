package io.fluxledger.pricing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A price must be the same wherever and whenever it is computed. */
class PurityTest {
    private final JavaClasses pricing = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.fluxledger.pricing");

    @Test
    void pricesAndChecksDependOnValuesOnly() {
        classes()
                .that()
                .resideInAnyPackage("io.fluxledger.pricing", "io.fluxledger.pricing.check")
                .should()
                .onlyDependOnClassesThat()
                .haveNameMatching("io\\.fluxledger\\.pricing\\.(check\\.)?[^.]*|java\\.(lang|util|math)\\..*"
                        + "|java\\.time\\.Instant|org\\.jspecify\\..*|\\[*[BJIZ]|\\[L.*")
                .check(pricing);
    }

    @Test
    void readsNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage("io.fluxledger.pricing", "io.fluxledger.pricing.check")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(pricing);
    }
}
