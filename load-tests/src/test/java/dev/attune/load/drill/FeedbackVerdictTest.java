package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.load.drill.FeedbackVerdict.Kept;
import dev.attune.load.drill.FeedbackVerdict.Kills;
import dev.attune.load.drill.FeedbackVerdict.Own;
import dev.attune.load.drill.Ledger.Promise;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FeedbackVerdictTest {
    private final Ledger ledger = new Ledger();

    @Test
    void holdsIfEveryPromiseIsThereOnce() {
        promise("a", 1);
        promise("b", 1);
        FeedbackVerdict verdict = verdict(Map.of("fb-a", 1, "fb-b", 1), own("a", 1, "b", 1));
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.acknowledged()).isEqualTo(2);
        assertThat(verdict.kills()).isEqualTo(7);
    }

    @Test
    void isSaidInKeysThatStay() {
        promise("a", 1);
        promise("lost", 1);
        promise("doubled", 2);
        ObjectNode json =
                new ObjectMapper().valueToTree(verdict(Map.of("fb-a", 1, "fb-doubled", 1), own("a", 1, "doubled", 1)));
        assertThat(json.retain("acknowledged", "lost", "doubled", "kills"))
                .hasToString("{\"acknowledged\":3,\"lost\":1,\"doubled\":1,\"kills\":7}");
    }

    @Test
    void countsWhatTheExportOrTheOwnListLacks() {
        promise("a", 1);
        promise("b", 1);
        promise("c", 1);
        FeedbackVerdict verdict = verdict(Map.of("fb-a", 1, "fb-b", 1), own("a", 1, "c", 1));
        assertThat(verdict.lost()).isEqualTo(2);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void countsWhatIsThereInOtherWordsAsLost() {
        promise("a", 1);
        assertThat(verdict(Map.of("fb-a", 1), Map.of("fb-a", new Own(1, "b"))).lost())
                .isEqualTo(1);
    }

    @Test
    void countsWhatTookEffectTwice() {
        promise("exported", 1);
        promise("revised", 1);
        promise("second", 2);
        FeedbackVerdict verdict = verdict(
                Map.of("fb-exported", 2, "fb-revised", 1, "fb-second", 1),
                Map.of(
                        "fb-exported", new Own(1, "exported"),
                        "fb-revised", new Own(2, "revised"),
                        "fb-second", new Own(1, "second")));
        assertThat(verdict.doubled()).isEqualTo(3);
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void countsWhatNobodyWasPromised() {
        FeedbackVerdict verdict = verdict(Map.of("fb-ghost", 1), Map.of());
        assertThat(verdict.unasked()).isEqualTo(1);
        assertThat(verdict.holds()).isFalse();
    }

    private static Map<String, Own> own(String one, int revision, String other, int otherRevision) {
        return Map.of("fb-" + one, new Own(revision, one), "fb-" + other, new Own(otherRevision, other));
    }

    private void promise(String mark, int revision) {
        ledger.acknowledged(new Promise("ada", mark, "fb-" + mark, revision));
    }

    private FeedbackVerdict verdict(Map<String, Integer> exported, Map<String, Own> own) {
        return FeedbackVerdict.of(ledger, new Kept(exported, own), new Kills(4, 3), 1);
    }
}
