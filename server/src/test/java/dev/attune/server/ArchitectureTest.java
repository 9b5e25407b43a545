package dev.attune.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of modules, in words that fail. */
final class ArchitectureTest {
    private static final String API = "dev.attune.api..";
    private static final String SERVING = "dev.attune.serving..";
    private static final String FEEDBACK = "dev.attune.feedback..";
    private static final String TRAINER = "dev.attune.trainer..";
    private static final String SERVER = "dev.attune.server..";
    private static final String LOAD = "dev.attune.load..";
    private static final String VERTX = "io.vertx..";
    private static final String DJL = "ai.djl..";
    private static final String LETTUCE = "io.lettuce..";

    private static JavaClasses code;

    /** The server sees every module but load-tests, whose classes are looked for where its build leaves them. */
    @BeforeAll
    static void read() {
        ClassFileImporter importer = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests());
        code = importer.importPackages("dev.attune");
        Path load = Path.of("..", "load-tests", "target", "classes");
        if (Files.isDirectory(load)) {
            List<Path> all = List.of(
                    load,
                    Path.of("target", "classes"),
                    Path.of("..", "api-spec", "target", "classes"),
                    Path.of("..", "serving", "target", "classes"),
                    Path.of("..", "feedback", "target", "classes"),
                    Path.of("..", "trainer", "target", "classes"));
            code = importer.importPaths(all.stream().filter(Files::isDirectory).toList());
        }
        assertThat(code.containPackage("dev.attune.server.http")).isTrue();
        assertThat(code.containPackage("dev.attune.serving.engine")).isTrue();
    }

    @Test
    void vertxLivesInTheServerOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VERTX));
    }

    @Test
    void djlLivesInServingAndTrainerOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(SERVING, TRAINER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DJL));
    }

    @Test
    void lettuceLivesInFeedbackOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(FEEDBACK)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LETTUCE));
    }

    @Test
    void theContractKnowsNobody() {
        mayMeetOfOurs(API);
    }

    @Test
    void servingKnowsNobody() {
        mayMeetOfOurs(SERVING);
    }

    @Test
    void feedbackKnowsNobody() {
        mayMeetOfOurs(FEEDBACK);
    }

    @Test
    void theTrainerKnowsServingAndFeedback() {
        mayMeetOfOurs(TRAINER, SERVING, FEEDBACK);
    }

    @Test
    void loadTestsMeetTheServerOverHttp() {
        mayMeetOfOurs(LOAD, API, SERVING);
    }

    @Test
    void nobodyKnowsTheServer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SERVER));
    }

    @Test
    void packagesFormNoCycles() {
        check(slices().matching("dev.attune.(**)").should().beFreeOfCycles());
    }

    /** A module knows itself and the named others, and none else of ours. */
    private static void mayMeetOfOurs(String module, String... others) {
        List<String> strangers = new java.util.ArrayList<>(List.of(API, SERVING, FEEDBACK, TRAINER, SERVER, LOAD));
        strangers.remove(module);
        strangers.removeAll(List.of(others));
        check(noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(strangers.toArray(String[]::new)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(code);
    }
}
