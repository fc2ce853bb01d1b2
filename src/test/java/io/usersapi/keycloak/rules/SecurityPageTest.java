package io.usersapi.keycloak.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/security.md} names is there, and the tests of the rules are named there. */
class SecurityPageTest {

    private static final String ROOT = "io.usersapi.keycloak.";
    private static final Pattern CLASS = Pattern.compile("`([a-z]+\\.[A-Z]\\w+)`");
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)`");

    private static String page;
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs/security.md"));
        classes = new ClassFileImporter().importPackages("io.usersapi.keycloak");
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
    void namesEachTestOfTheRulesAndNoOther() {
        Set<String> tests = classes.stream()
                .filter(type -> type.getPackageName().equals(ROOT + "rules"))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Test") && !name.equals("SecurityPageTest"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(tests, named(TEST));
    }

    private static Set<String> named(Pattern pattern) {
        return pattern.matcher(page)
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
