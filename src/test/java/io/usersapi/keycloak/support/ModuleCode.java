package io.usersapi.keycloak.support;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The module's own classes, read once for all tests that look at the code. */
public final class ModuleCode {

    public static final String ROOT = "io.usersapi.keycloak";

    public static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private ModuleCode() {}
}
