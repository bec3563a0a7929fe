package io.fluxledger.settlement;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fluxledger", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PLAN_IS_PURE = noClasses()
            .that()
            .resideInAPackage("io.fluxledger.settlement.plan..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.math..",
                    "java.util..",
                    "java.nio.charset..",
                    "org.jspecify..",
                    "io.fluxledger.settlement.plan..");

    @ArchTest
    static final ArchRule PLAN_READS_NO_CLOCK_AND_NO_CHANCE = noClasses()
            .that()
            .resideInAPackage("io.fluxledger.settlement.plan..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random");

    @ArchTest
    static final ArchRule NO_OTHER_SERVICE = noClasses()
            .that()
            .resideInAPackage("io.fluxledger.settlement..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.fluxledger.streams..",
                    "io.fluxledger.rules..",
                    "io.fluxledger.codec..",
                    "io.fluxledger.intake..",
                    "io.fluxledger.relayer..",
                    "io.fluxledger.audit..");
}
