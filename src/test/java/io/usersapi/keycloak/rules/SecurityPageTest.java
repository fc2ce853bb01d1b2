package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/security.md} names is there, the tests of the rules are named there, and what is met is shown. */
class SecurityPageTest {

    private static final String ROOT = "io.usersapi.keycloak.";
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w+)`");
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)`");
    private static final Pattern RULE = Pattern.compile("[Rr]ules? \\d+");

    private static String page;
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/security.md"));
        // Their names and methods are enough: what they use need not be read.
        ArchConfiguration.withThreadLocalScope(reading -> {
            reading.setResolveMissingDependenciesFromClassPath(false);
            classes = new ClassFileImporter().importPackages("io.usersapi.keycloak");
        });
    }

    @Test
    void namesClassesThatAreThere() {
        Set<String> missing = named(CLASS).stream()
                .filter(name -> !classes.contain(ROOT + name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }

    @Test
    void namesMethodsThatAreThere() {
        METHOD.matcher(page)
                .results()
                .forEach(method -> assertTrue(
                        classes.stream()
                                .filter(type -> type.getSimpleName().equals(method.group(1)))
                                .flatMap(type -> type.getMethods().stream())
                                .anyMatch(declared -> declared.getName().equals(method.group(2))),
                        method.group()));
    }

    @Test
    void namesTestsThatAreThere() {
        Set<String> missing = named(TEST);
        missing.removeAll(tests(type -> true));
        assertEquals(Set.of(), missing);
    }

    @Test
    void namesEachTestOfTheRules() {
        Set<String> missing = tests(type -> type.getPackageName().equals(ROOT + "rules"));
        missing.removeAll(named(TEST));
        assertEquals(Set.of(SecurityPageTest.class.getSimpleName()), missing);
    }

    @Test
    void namesARuleOrATestForEachRowThatIsMet() {
        List<String> rows = page.lines()
                .filter(line -> line.matches("\\| [^|]+ \\|([^|]+\\|)? met\\b.*"))
                .toList();
        List<String> bare = rows.stream()
                .filter(row -> !TEST.matcher(row).find() && !RULE.matcher(row).find())
                .toList();
        assertFalse(rows.isEmpty());
        assertEquals(List.of(), bare);
    }

    private static Set<String> tests(Predicate<JavaClass> which) {
        return classes.stream()
                .filter(which)
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Test"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(Pattern pattern) {
        return pattern.matcher(page)
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
