package dev.attune.feedback.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * How well a set of lines was cleaned. An expected place counts as found when every char of it is covered; a finding counts as right when it
 * touches an expected place and no letter or digit outside of one.
 */
record PiiScore(int lines, int expected, int found, int findings, int right, int sameKind, List<String> mistakes) {

    static PiiScore of(List<MarkedLine> lines) {
        Redactor redactor = new Redactor();
        int expected = 0;
        int found = 0;
        int findings = 0;
        int right = 0;
        int sameKind = 0;
        List<String> mistakes = new ArrayList<>();
        for (MarkedLine line : lines) {
            List<Finding> got = redactor.find(line.text());
            for (Finding want : line.expected()) {
                expected++;
                if (covered(want, got)) {
                    found++;
                    sameKind += got.stream().anyMatch(f -> f.kind() == want.kind() && touches(f, want)) ? 1 : 0;
                } else {
                    mistakes.add("missed " + shown(want, line) + " in " + line.text());
                }
            }
            for (Finding one : got) {
                findings++;
                if (isRight(one, line)) {
                    right++;
                } else {
                    mistakes.add("wrong " + shown(one, line) + " in " + line.text());
                }
            }
        }
        return new PiiScore(lines.size(), expected, found, findings, right, sameKind, mistakes);
    }

    double recall() {
        return (double) found / expected;
    }

    double precision() {
        return (double) right / findings;
    }

    private static boolean covered(Finding want, List<Finding> got) {
        for (int i = want.start(); i < want.end(); i++) {
            int at = i;
            if (got.stream().noneMatch(f -> f.start() <= at && at < f.end())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRight(Finding one, MarkedLine line) {
        boolean touches = line.expected().stream().anyMatch(want -> touches(one, want));
        for (int i = one.start(); i < one.end(); i++) {
            int at = i;
            boolean inside = line.expected().stream().anyMatch(want -> want.start() <= at && at < want.end());
            if (!inside && Character.isLetterOrDigit(line.text().charAt(i))) {
                return false;
            }
        }
        return touches;
    }

    private static boolean touches(Finding a, Finding b) {
        return a.start() < b.end() && b.start() < a.end();
    }

    private static String shown(Finding finding, MarkedLine line) {
        return finding.kind() + " «" + line.text().substring(finding.start(), finding.end()) + "»";
    }

    @Override
    public String toString() {
        return "%d lines, %d places: recall %.4f, precision %.4f, kind right %d/%d"
                        .formatted(lines, expected, recall(), precision(), sameKind, found)
                + "\n" + String.join("\n", mistakes);
    }
}
