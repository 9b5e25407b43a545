package dev.attune.load.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A property of style that can be seen in the text, from 0 (not at all) to 1. None of them asks whether the answer is right. */
enum Property {
    /** One word is 0.19, forty are 1. */
    LENGTH {
        @Override
        double of(Ask ask, String answer) {
            return Math.min(1, Math.log1p(words(answer).size()) / Math.log1p(MANY_WORDS));
        }
    },
    /** Two friendly words are 1. */
    WARMTH {
        @Override
        double of(Ask ask, String answer) {
            String text = answer.toLowerCase(Locale.ROOT);
            long friendly = FRIENDLY.stream().filter(text::contains).count();
            return Math.min(1, (friendly + (text.contains("!") ? 1 : 0)) / 2.0);
        }
    },
    /** Points under each other instead of prose. */
    LIST {
        @Override
        double of(Ask ask, String answer) {
            return POINT.matcher(answer).find() ? 1 : 0;
        }
    },
    /** Ends with a question. */
    ASKS_BACK {
        @Override
        double of(Ask ask, String answer) {
            return answer.stripTrailing().endsWith("?") ? 1 : 0;
        }
    },
    /** Says the name of who introduced themselves. */
    NAME {
        @Override
        double of(Ask ask, String answer) {
            return !ask.name().isEmpty() && answer.contains(ask.name()) ? 1 : 0;
        }
    },
    /** A whole sentence, no contraction, no exclamation mark: a third each. */
    FORMALITY {
        @Override
        double of(Ask ask, String answer) {
            String text = answer.strip();
            boolean whole = words(text).size() > 2 && (text.endsWith(".") || text.endsWith("?") || text.endsWith("!"));
            return ((whole ? 1 : 0) + (text.contains("'") ? 0 : 1) + (text.contains("!") ? 0 : 1)) / 3.0;
        }
    },
    /** The share of the question's words that are taken up. */
    ECHO {
        @Override
        double of(Ask ask, String answer) {
            Set<String> asked = Set.copyOf(words(ask.text()));
            Set<String> said = Set.copyOf(words(answer));
            return asked.stream().filter(said::contains).count() / (double) Math.max(1, asked.size());
        }
    };

    private static final int MANY_WORDS = 40;
    private static final Pattern POINT = Pattern.compile("(?m)^\\s*(-|\\*|\\d+\\.) ");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final List<String> FRIENDLY = List.of(
            "sure", "happy", "of course", "good question", "glad", "pleasure", "thank", "nice", "lovely", "welcome");

    abstract double of(Ask ask, String answer);

    /** In lower case. */
    static List<String> words(String text) {
        return Arrays.stream(NO_WORD.split(text.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toList());
    }
}
