package io.usersapi.keycloak.module;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of settings has each of them. */
class SettingsPageTest {

    private static final Pattern NAME = Pattern.compile("`([a-z][a-z-]+)`");

    @Test
    void namesEverySettingAndNoOther() throws IOException, IllegalAccessException {
        String page = Files.readString(Path.of("docs/settings.md"));
        Set<String> told = new TreeSet<>();
        page.substring(page.indexOf("| Name | Default | Meaning |"))
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> NAME.matcher(cell).results().forEach(name -> told.add(name.group(1))));
        Set<String> known = new TreeSet<>();
        for (Field name : Settings.Names.class.getDeclaredFields()) {
            if (name.getType() == String.class) {
                known.add((String) name.get(null));
            }
        }
        assertEquals(known, told);
    }
}
