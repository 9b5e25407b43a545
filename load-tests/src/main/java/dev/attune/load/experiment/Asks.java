package dev.attune.load.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that people may ask, from {@code asks.txt}, as a deck that is dealt from the top, so that nobody asks what another has
 * asked. One thread.
 */
final class Asks {
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)\\}");

    private final List<Ask> deck;
    private int dealt;

    private Asks(List<Ask> deck) {
        this.deck = deck;
    }

    /** All of them, in an order that the chance decides. */
    static Asks shuffled(Random random) {
        List<Ask> deck = read();
        Collections.shuffle(deck, random);
        return new Asks(deck);
    }

    int left() {
        return deck.size() - dealt;
    }

    /** What would be dealt next. @throws IllegalArgumentException if there are not so many left */
    List<Ask> peek(int count) {
        List<Ask> next = deal(count);
        dealt -= count;
        return next;
    }

    /** The next ones. @throws IllegalArgumentException if there are not so many left */
    List<Ask> deal(int count) {
        if (count > left()) {
            throw new IllegalArgumentException("only " + left() + " things are left to ask, wanted " + count);
        }
        dealt += count;
        return List.copyOf(deck.subList(dealt - count, dealt));
    }

    private static List<Ask> read() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        List<Ask> all = new ArrayList<>();
        String kind = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                kind = line.substring(1, line.length() - 1);
            } else if (kind.isEmpty()) {
                String[] parts = line.split(" = ", 2);
                lists.put(parts[0], List.of(parts[1].split(" \\| ")));
            } else {
                all.addAll(filled(new Ask(kind, line, ""), lists));
            }
        }
        return all;
    }

    /** In all ways to fill its slots. */
    private static List<Ask> filled(Ask template, Map<String, List<String>> lists) {
        Matcher slot = SLOT.matcher(template.text());
        if (!slot.find()) {
            return List.of(template);
        }
        List<Ask> all = new ArrayList<>();
        for (String word : lists.getOrDefault(slot.group(1), List.of())) {
            String text = slot.replaceFirst(Matcher.quoteReplacement(word));
            boolean introduced = template.kind().equals("name");
            all.addAll(filled(new Ask(template.kind(), text, introduced ? word : ""), lists));
        }
        return all;
    }

    private static List<String> lines() {
        try (InputStream in = Asks.class.getResourceAsStream("asks.txt")) {
            if (in == null) {
                throw new IllegalStateException("there is no asks.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
