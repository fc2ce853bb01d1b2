package io.usersapi.keycloak.bulk.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CsvCellTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "Ada,Ada",
                "=1+1,'=1+1",
                "+49 30,'+49 30",
                "-1,'-1",
                "@home,'@home",
                "'=1,''=1",
                "'tis,'tis",
                "a=b,a=b",
                "|\ttab|,|'\ttab|",
                "\uFF1D1+1,'\uFF1D1+1",
                "Ada;=1+1,Ada;'=1+1",
                "Ada;'=1+1,Ada;''=1+1",
                "=1;+2;c,'=1;'+2;c",
                "||,||"
            })
    void aFormulaIsATextAndComesBackAsItWas(String text, String cell) {
        assertEquals(cell, CsvCell.of(TextNode.valueOf(text)));
        assertEquals(text, CsvCell.text(cell));
    }

    static Stream<Arguments> severalLines() {
        return Stream.of(
                Arguments.of("two\r\nlines", "two\r\nlines"),
                Arguments.of("Ada\r\n-1", "Ada\r\n'-1"),
                Arguments.of("Ada\n'=1", "Ada\n''=1"),
                Arguments.of("\n=1", "'\n'=1"));
    }

    @ParameterizedTest
    @MethodSource("severalLines")
    void aLineThatBeginsAsAFormulaIsATextToo(String text, String cell) {
        assertEquals(cell, CsvCell.of(TextNode.valueOf(text)));
        assertEquals(text, CsvCell.text(cell));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of(List.of("editor"), "editor"),
                Arguments.of(List.of("editor", "reader"), "editor;reader"),
                Arguments.of(List.of("a;b", "c\\d"), "a\\;b;c\\\\d"),
                Arguments.of(List.of("=x", "y"), "'=x;y"),
                Arguments.of(List.of("x", "=y", "a;=z"), "x;'=y;a\\;'=z"),
                Arguments.of(List.of(" blank "), " blank "));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void severalValuesAreOneCellAndComeBackAsTheyWere(List<String> texts, String cell) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        texts.forEach(values::add);
        assertEquals(cell, CsvCell.of(values));
        assertEquals(texts, CsvCell.texts(cell));
    }
}
