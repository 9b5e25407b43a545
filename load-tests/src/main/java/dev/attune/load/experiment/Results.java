package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.experiment.Experiment.Drawn;
import dev.attune.load.experiment.HeldOut.Answers;
import dev.attune.load.experiment.School.Round;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Puts the numbers of all arms together. One thread. */
final class Results {
    private final HeldOut heldOut;
    private final Drawn drawn;
    private final SequenceKl distance;
    private final Map<String, List<Round>> rounds = new HashMap<>();
    private @Nullable Answers fineTuned;
    private double sequenceKl = Double.NaN;
    private double checklistBefore = Double.NaN;
    private double checklistAfter = Double.NaN;

    Results(HeldOut heldOut, Drawn drawn, SequenceKl distance) {
        this.heldOut = heldOut;
        this.drawn = drawn;
        this.distance = distance;
    }

    void add(Arm arm, List<Round> each) {
        rounds.put(arm.name(), List.copyOf(each));
    }

    void checked(double before, double after) {
        checklistBefore = before;
        checklistAfter = after;
    }

    /** @param reference what the policy that people fine-tuned, without any practice, answers to the held-out prompts */
    void fineTuned(Answers reference) {
        fineTuned = reference;
    }

    Summary summary(ExperimentPlan plan) throws IOException {
        List<Round> main = rounds.getOrDefault("main", List.of());
        Answers last = main.get(main.size() - 1).answers();
        WinRate won = heldOut.winRate(last);
        return new Summary(
                plan.seed(),
                won.rate(),
                won.low(),
                over(last, fineTuned),
                drawn.told().winRate(),
                drawn.told().kl(),
                kl(last),
                heldOut.lengthRatio(last),
                heldOut.lengthMatched(last).rate(),
                accuracyOverCeiling(main),
                winRate("shuffled"),
                winRate("flipped"),
                winRate("thumbs"),
                over(last, last("one-round")),
                checklistBefore,
                checklistAfter,
                main.stream().mapToDouble(Round::seconds).sum(),
                main.stream().map(Round::gaps).mapToDouble(Gaps::p99Ratio).max().orElseThrow(),
                heldOut.asks().size(),
                drawn.world().agreement());
    }

    /** Asked of a server token by token, so once. */
    private double kl(Answers last) throws IOException {
        if (Double.isNaN(sequenceKl)) {
            sequenceKl = distance.of(last.exchanges());
        }
        return sequenceKl;
    }

    private @Nullable Double winRate(String arm) {
        Answers last = last(arm);
        return last == null ? null : heldOut.winRate(last).rate();
    }

    private @Nullable Double over(Answers mine, @Nullable Answers others) {
        return others == null
                ? null
                : heldOut.winRate(mine, others.firstTexts()).rate();
    }

    private @Nullable Answers last(String arm) {
        List<Round> all = rounds.getOrDefault(arm, List.of());
        return all.isEmpty() ? null : all.get(all.size() - 1).answers();
    }

    /** Of the newest version that says how good its reward model is on people it has not seen, over what is possible on the same people's pairs. */
    private @Nullable Double accuracyOverCeiling(List<Round> main) {
        Round last = main.get(main.size() - 1);
        JsonNode versions = last.cycle().versions().path("data");
        return StreamSupport.stream(versions.spliterator(), false)
                .sorted(Comparator.comparingLong(
                                (JsonNode version) -> version.path("version").asLong())
                        .reversed())
                .map(version -> version.path("details").findValue("reward/accuracy"))
                .filter(found -> found != null && found.isNumber())
                .map(found -> found.asDouble() / last.ceiling())
                .findFirst()
                .orElse(null);
    }
}
