package dev.attune.trainer.corpus;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a model did on the check list.
 *
 * @param rows one per kind, in the list's order
 * @param mistakes every answer that was not correct
 */
public record CheckReport(List<Row> rows, List<Mistake> mistakes) {
    public CheckReport {
        rows = List.copyOf(rows);
        mistakes = List.copyOf(mistakes);
    }

    /** How many questions of one kind were answered correctly. */
    public record Row(String kind, int correct, int asked) {
        @Override
        public String toString() {
            double percent = asked == 0 ? 0 : 100.0 * correct / asked;
            return String.format(Locale.ROOT, "%-26s %7s %5.1f %%", kind, correct + "/" + asked, percent);
        }
    }

    /** A question, what was answered and what should have held. */
    public record Mistake(String kind, List<Message> messages, String answer, List<String> rules) {
        @Override
        public String toString() {
            String asked = messages.stream().map(Message::content).collect(Collectors.joining(" / "));
            return kind + ": " + asked + " -> " + answer + "  " + rules;
        }
    }

    /** The sum of all rows. */
    public Row total() {
        return new Row(
                "total",
                rows.stream().mapToInt(Row::correct).sum(),
                rows.stream().mapToInt(Row::asked).sum());
    }

    /** The share of correct answers, 0 to 1. */
    public double accuracy() {
        return total().asked() == 0 ? 0 : (double) total().correct() / total().asked();
    }

    /** A line per kind and the total below. */
    public String table() {
        return rows.stream().map(row -> row + "\n").collect(Collectors.joining()) + total() + "\n";
    }
}
