package dev.attune.trainer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Small talk and everything else that is answered by heart. The file {@code phrases/NAME.txt} holds one section per
 * intent; a line starts with {@code ?} (a way to ask), {@code =} (an answer), {@code !} (a rule), and for a second turn
 * {@code ??}, {@code ==}, {@code !!}.
 */
final class Intents implements Topic {
    private final String kind;
    private final List<Intent> intents;

    private record Intent(Part first, Part then) {}

    /** One turn of an intent. */
    private record Part(List<String> ask, List<String> answer, List<String> rules) {
        static Part of(List<String> lines, String ask, String answer, String rule) {
            return new Part(starting(lines, ask), starting(lines, answer), starting(lines, rule));
        }

        private static List<String> starting(List<String> lines, String mark) {
            return lines.stream()
                    .filter(line -> line.startsWith(mark + " "))
                    .map(line -> line.substring(mark.length() + 1))
                    .toList();
        }

        Turn turn(Draw draw, Style style) {
            return new Turn(
                    Template.fill(draw.pick(ask), Map.of(), draw),
                    Template.fill(fitting(draw, style), Map.of(), draw),
                    rules);
        }

        /** A brief style takes the first half of the answers: the files list short ones first. */
        private String fitting(Draw draw, Style style) {
            return draw.pick(style.brief() ? answer.subList(0, (answer.size() + 1) / 2) : answer);
        }
    }

    Intents(Library library, String kind, String name) {
        this.kind = kind;
        this.intents = library.phrases(name).values().stream()
                .map(lines -> new Intent(Part.of(lines, "?", "=", "!"), Part.of(lines, "??", "==", "!!")))
                .toList();
    }

    @Override
    public Exchange exchange(Draw draw, Style style) {
        Intent intent = draw.pick(intents);
        List<Turn> turns = new ArrayList<>(List.of(intent.first().turn(draw, style)));
        if (!intent.then().ask().isEmpty() && draw.chance(0.35)) {
            turns.add(intent.then().turn(draw, style));
            return new Exchange(kind + ", follow-up", turns);
        }
        return new Exchange(kind, turns);
    }
}
