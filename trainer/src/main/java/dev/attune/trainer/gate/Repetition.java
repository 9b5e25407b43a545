package dev.attune.trainer.gate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers do not go round in circles: the share of four-grams that came before in the same answer, beyond the served policy's. */
record Repetition(double limit) implements Check {
    private static final int GRAM = 4;

    @Override
    public Finding on(Trial trial) {
        double beyond = share(trial.candidate()) - share(trial.current());
        return Finding.atMost(
                "repetition_beyond", beyond, limit, "the share of repeated four-grams beyond the served policy's");
    }

    /** 1 − distinct-4 of the mean answer (Li and others, arXiv 1510.03055, section 5.2, within each answer); short ones repeat nothing. */
    static double share(List<Drawn> answers) {
        return answers.stream()
                .mapToDouble(answer -> repeated(answer.ids()))
                .average()
                .orElseThrow();
    }

    private static double repeated(int[] ids) {
        int grams = ids.length - GRAM + 1;
        if (grams < 1) {
            return 0;
        }
        Set<List<Integer>> seen = new HashSet<>();
        for (int from = 0; from < grams; from++) {
            seen.add(Arrays.stream(ids, from, from + GRAM).boxed().collect(Collectors.toUnmodifiableList()));
        }
        return 1 - seen.size() / (double) grams;
    }
}
