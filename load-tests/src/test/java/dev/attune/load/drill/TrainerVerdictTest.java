package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.load.drill.TrainerKiller.Killed;
import dev.attune.load.drill.TrainerVerdict.Kept;
import dev.attune.load.drill.TrainerVerdict.Remade;
import dev.attune.load.drill.TrainerVerdict.Streams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seven judgements, of which a published cycle used four, a refused one two, and one waits; three kills. */
final class TrainerVerdictTest {
    private static final Killed KILLED = new Killed(Map.of("ppo", 2, "starting", 1), Map.of(2L, 2));

    private final Map<String, String> promised = new HashMap<>();
    private final Map<String, Long> evidence = new HashMap<>();
    private final Map<String, Integer> made = new HashMap<>(Map.of("1 policy", 1, "1 reference", 1, "2 policy", 1));
    private final Map<String, Integer> revisions = new HashMap<>();
    private List<CycleBook> cycles = List.of(book(1, 4, 4, "published"), book(2, 6, 2, "refused"));
    private Streams streams = new Streams(90, 0, 0);
    private Remade remade = new Remade(3, true);
    private long starts = 4;
    private int forgotten;

    TrainerVerdictTest() {
        for (int i = 0; i < 7; i++) {
            promised.put("fb-" + i, i < 5 ? "thumb" : "ranking");
            revisions.put("fb-" + i, 1);
        }
        evidence.putAll(Map.of("judgements", 7L, "thumb", 5L, "ranking", 2L, "judgements_new", 1L));
    }

    @Test
    void holdsIfEachJudgementWasUsedOnceAndNobodyNoticed() {
        assertThat(verdict().holds()).isTrue();
        assertThat(verdict().used()).isEqualTo(6);
        assertThat(verdict().kills()).isEqualTo(3);
        remade = new Remade(0, false);
        assertThat(verdict().holds()).as("nothing was to be made again").isTrue();
    }

    @Test
    void isSaidInKeysThatStay() {
        ObjectNode json = new ObjectMapper().valueToTree(verdict());
        assertThat(json.retain(
                        "kills", "kills_while", "cycles", "acknowledged", "used", "waiting", "streams", "failed"))
                .hasToString("{\"kills\":3,\"kills_while\":{\"ppo\":2,\"starting\":1},\"cycles\":2,\"acknowledged\":7,"
                        + "\"used\":6,\"waiting\":1,\"streams\":90,\"failed\":0}");
    }

    @Test
    void seesWhatServingSuffers() {
        streams = new Streams(90, 1, 0);
        assertBroken(verdict().failed());
        streams = new Streams(90, 0, 1);
        assertBroken(verdict().mixed());
    }

    @Test
    void seesACycleThatIsNotGoneOnWith() {
        cycles = List.of(book(1, 4, 4, "published"), book(2, 6, 2, "given_up"), book(3, 6, 2, "refused"));
        assertBroken(verdict().abandoned());
        cycles = List.of(book(1, 4, 4, "published"), book(2, 6, 2, "refused"), book(3, 7, 1, "open"));
        assertBroken(verdict().abandoned());
    }

    @Test
    void seesATrainerThatEndsByItselfAndOneThatForgetsAStart() {
        starts = 5;
        assertBroken((int) verdict().unexplainedDeaths());
        starts = 4;
        forgotten = 1;
        assertBroken(verdict().forgottenStarts());
    }

    @Test
    void seesWhatWasPublishedTwice() {
        made.put("1 reference", 2);
        assertBroken(verdict().madeTwice());
    }

    @Test
    void seesAJudgementThatIsNotThereOrWasRevised() {
        revisions.remove("fb-3");
        revisions.put("fb-4", 2);
        assertThat(verdict().missing()).isEqualTo(2);
        assertThat(verdict().holds()).isFalse();
    }

    @Test
    void seesAJudgementThatWasCountedTwiceOrAsAnother() {
        evidence.putAll(Map.of("judgements", 8L, "thumb", 6L));
        assertThat(verdict().miscounted()).isEqualTo(2);
        assertThat(verdict().holds()).isFalse();
        evidence.putAll(Map.of("judgements", 7L, "ranking", 1L));
        assertThat(verdict().miscounted()).isEqualTo(2);
    }

    @Test
    void seesAJudgementThatIsUsedTwiceOrNever() {
        cycles = List.of(book(1, 4, 4, "published"), book(2, 6, 3, "refused"));
        assertBroken(verdict().brokenBooks());
        evidence.put("judgements_new", 0L);
        assertThat(verdict().holds()).isFalse();
        cycles = List.of(book(1, 4, 4, "published"), book(2, 6, 2, "refused"));
        assertThat(verdict().brokenBooks()).isZero();
        assertThat(verdict().holds())
                .as("one of seven neither used nor waiting")
                .isFalse();
    }

    @Test
    void seesWeightsThatOnlyAKilledTrainerMakes() {
        remade = new Remade(3, false);
        assertThat(verdict().holds()).isFalse();
    }

    private void assertBroken(int count) {
        assertThat(count).isEqualTo(1);
        assertThat(verdict().holds()).isFalse();
    }

    private static CycleBook book(long number, long judgements, long newJudgements, String result) {
        return new CycleBook(number, judgements, newJudgements, result);
    }

    private TrainerVerdict verdict() {
        Kept kept = new Kept(starts, evidence, cycles, made, revisions);
        return TrainerVerdict.of(KILLED, forgotten, promised, kept, streams, remade, 1);
    }
}
