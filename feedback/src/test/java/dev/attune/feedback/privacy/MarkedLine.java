package dev.attune.feedback.privacy;

import java.util.ArrayList;
import java.util.List;

/** A line of the test set and the places in it that must go. */
record MarkedLine(String text, List<Finding> expected) {
    /** Reads {@code before ⟦KIND value⟧ after}; {@code ¦} is nothing and {@code \n} a line end. */
    static MarkedLine parse(String marked) {
        String line = marked.replace("¦", "").replace("\\n", "\n");
        StringBuilder text = new StringBuilder();
        List<Finding> expected = new ArrayList<>();
        int at = 0;
        for (int open = line.indexOf('⟦'); open >= 0; open = line.indexOf('⟦', at)) {
            text.append(line, at, open);
            int space = line.indexOf(' ', open);
            int close = line.indexOf('⟧', open);
            PiiKind kind = PiiKind.valueOf(line.substring(open + 1, space));
            int start = text.length();
            text.append(line, space + 1, close);
            expected.add(new Finding(kind, start, text.length()));
            at = close + 1;
        }
        return new MarkedLine(text.append(line.substring(at)).toString(), List.copyOf(expected));
    }
}
