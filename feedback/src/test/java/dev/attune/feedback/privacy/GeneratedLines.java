package dev.attune.feedback.privacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The generated part of the test set: what people and programs write, put into sentences. The open half is what the rules were
 * written against; the held-out half has sentences, spellings and a seed of its own.
 */
final class GeneratedLines {
    private static final Map<String, Integer> COUNTS = Map.of(
            "phones", 80, "cards", 50, "accounts", 40, "addresses", 40, "ids", 80, "secrets", 70, "harmless", 330);
    private static final int EMAILS = 70;
    /** One line in so many is in full-width characters. */
    private static final int WIDE = 7;

    private static final Map<String, Predicate<String>> CHECKS = Map.of(
            "luhn", GeneratedNumbers::luhn,
            "iban", GeneratedNumbers::iban,
            "dni", GeneratedNumbers::dni,
            "bsn", GeneratedNumbers::bsn,
            "pesel", GeneratedNumbers::pesel,
            "cpf", GeneratedNumbers::cpf,
            "verhoeff", GeneratedNumbers::verhoeff,
            "nir", GeneratedNumbers::nir);

    private final Random random;
    private final GeneratedNumbers numbers;
    private final Map<String, List<String>> masks;
    private final List<MarkedLine> lines = new ArrayList<>();

    private GeneratedLines(long seed, String masks) {
        this.random = new Random(seed);
        this.numbers = new GeneratedNumbers(random);
        this.masks = read(masks);
    }

    static List<MarkedLine> open() {
        return new GeneratedLines(41, "masks-open.txt").make();
    }

    static List<MarkedLine> heldOut() {
        return new GeneratedLines(97, "masks-held-out.txt").make();
    }

    private List<MarkedLine> make() {
        for (int i = 0; i < EMAILS; i++) {
            carry("⟦EMAIL " + email() + "⟧");
        }
        masks.forEach((section, entries) -> {
            String[] words = section.split(" ", 2);
            Predicate<String> check = words.length > 1 ? CHECKS.get(words[1]) : number -> true;
            long sections = masks.keySet().stream()
                    .filter(name -> name.startsWith(words[0]))
                    .count();
            for (int i = 0; i < COUNTS.getOrDefault(words[0], 0) / sections; i++) {
                carry(filled(pick(entries), Objects.requireNonNull(check, section)));
            }
        });
        return List.copyOf(lines);
    }

    private void carry(String marked) {
        lines.add(MarkedLine.parse(pick(entries("carriers")).replace("%s", marked)));
    }

    private String filled(String mask, Predicate<String> check) {
        while (true) {
            String line = numbers.fill(mask);
            int from = line.indexOf(' ', Math.max(0, line.indexOf('⟦')));
            int to = line.indexOf('⟧');
            String value = to < 0 ? "" : line.substring(from + 1, to);
            if (to < 0 || check.test(value.replaceAll("[^0-9A-Za-z]", ""))) {
                boolean wide = value.startsWith("0") || value.startsWith("4");
                return wide && random.nextInt(WIDE) == 0 ? line.replace(value, wide(value)) : line;
            }
        }
    }

    private String email() {
        String name = pick(entries("names")) + (random.nextBoolean() ? random.nextInt(100) : "");
        String host = pick(entries("hosts"));
        return switch (random.nextInt(10)) {
            case 0 -> name + " at " + host.replace(".", " dot ");
            case 1 -> name + " AT " + host.replace(".", " dot ").toUpperCase(Locale.ROOT);
            case 2 -> name + "(at)" + host;
            case 3 -> name + " [at] " + host.replace(".", " [dot] ");
            case 4 -> wide(name + "@" + host);
            case 5 -> name + " @ " + host;
            case 6 -> name + (random.nextBoolean() ? "%40" : "&#64;") + host;
            default -> name + "@" + host;
        };
    }

    private static String wide(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append((char) (c >= '!' && c <= '~' ? c + 0xfee0 : c)));
        return out.toString();
    }

    private List<String> entries(String section) {
        return Objects.requireNonNull(masks.get(section), section);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Map<String, List<String>> read(String name) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(GeneratedLines.class.getResourceAsStream(name), name)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("== ")) {
                    section = new ArrayList<>();
                    sections.put(line.substring(3), section);
                } else if (!line.startsWith("# W") && !line.startsWith("# A")) {
                    section.add(line.replace("\\t", "\t"));
                }
            }
            return sections;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
