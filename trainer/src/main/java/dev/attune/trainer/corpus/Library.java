package dev.attune.trainer.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words and facts that lie beside this class: tables ({@code tables/NAME.tsv}, a header line and rows) and phrases
 * ({@code phrases/NAME.txt}, lines under {@code [section]} headings; {@code #} starts a remark). Read once, when first
 * asked for.
 */
final class Library {
    private final Map<String, List<Map<String, String>>> tables = new HashMap<>();
    private final Map<String, Map<String, List<String>>> phrases = new HashMap<>();

    List<Map<String, String>> table(String name) {
        return tables.computeIfAbsent(name, Library::readTable);
    }

    /** One column of a table, top to bottom. */
    List<String> column(String table, String column) {
        return table(table).stream().map(row -> row.getOrDefault(column, "")).toList();
    }

    Map<String, List<String>> phrases(String name) {
        return phrases.computeIfAbsent(name, Library::readPhrases);
    }

    /** The lines of a phrase file that are neither empty nor a remark. */
    static List<String> lines(String file) {
        try (InputStream in = Library.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    private static List<Map<String, String>> readTable(String name) {
        List<String> lines = lines("tables/" + name + ".tsv");
        String[] header = lines.get(0).split("\t");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t");
            if (cells.length != header.length) {
                throw new IllegalStateException("table " + name + " has " + header.length + " columns, not: " + line);
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(header[i], cells[i]);
            }
            rows.add(row);
        }
        return List.copyOf(rows);
    }

    private static Map<String, List<String>> readPhrases(String name) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = List.of();
        for (String line : lines("phrases/" + name + ".txt")) {
            if (line.startsWith("[")) {
                section = new ArrayList<>();
                sections.put(line.substring(1, line.length() - 1), section);
            } else {
                section.add(line);
            }
        }
        return sections;
    }
}
