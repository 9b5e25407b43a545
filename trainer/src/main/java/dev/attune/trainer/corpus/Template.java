package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence with choices and slots: {@code (What is|What's) the capital of {country}?}. Choices may be empty and may
 * stand in one another. A slot may ask for a shape: <code>{a animal}</code> puts the article before it,
 * <code>{A animal}</code> a capital one, <code>{cap animal}</code> only a capital letter.
 */
final class Template {
    private static final Pattern SLOT = Pattern.compile("\\{(?:(a|A|cap) )?([a-z0-9_]+)\\}");

    private Template() {}

    static String fill(String template, Map<String, String> slots, Draw draw) {
        return fillSlots(choose(template, draw), slots);
    }

    static String fillSlots(String text, Map<String, String> slots) {
        return SLOT.matcher(text).replaceAll(slot -> {
            String value = slots.get(slot.group(2));
            if (value == null) {
                throw new IllegalStateException("no slot '" + slot.group(2) + "' for: " + text);
            }
            return Matcher.quoteReplacement(shape(slot.group(1) == null ? "" : slot.group(1), value));
        });
    }

    private static String shape(String shape, String value) {
        return switch (shape) {
            case "a" -> article(value) + " " + value;
            case "A" -> capital(article(value)) + " " + value;
            case "cap" -> capital(value);
            default -> value;
        };
    }

    static String article(String word) {
        boolean vowel = "aeiou".indexOf(Character.toLowerCase(word.charAt(0))) >= 0;
        return vowel && !word.startsWith("uni") && !word.startsWith("use") ? "an" : "a";
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }

    /** Resolves the innermost choice until none is left. */
    private static String choose(String template, Draw draw) {
        String text = template;
        for (int close = text.indexOf(')'); close >= 0; close = text.indexOf(')')) {
            int open = text.lastIndexOf('(', close);
            if (open < 0) {
                throw new IllegalStateException("unbalanced choice in: " + template);
            }
            text = text.substring(0, open)
                    + draw.pick(alternatives(text.substring(open + 1, close)))
                    + text.substring(close + 1);
        }
        return text;
    }

    private static List<String> alternatives(String body) {
        List<String> alternatives = new ArrayList<>();
        int start = 0;
        for (int bar = body.indexOf('|'); bar >= 0; bar = body.indexOf('|', start)) {
            alternatives.add(body.substring(start, bar));
            start = bar + 1;
        }
        alternatives.add(body.substring(start));
        return alternatives;
    }
}
