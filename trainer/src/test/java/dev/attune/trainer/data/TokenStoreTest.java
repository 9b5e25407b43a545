package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.text.EncodedChat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenStoreTest {
    private final TokenStore store = new TokenStore(4);

    @Test
    void keepsIdsAndWhatIsToBeLearned() {
        store.add(conversation(".xX"));
        assertThat(store.rows()).isEqualTo(1);
        assertThat(store.length(0)).isEqualTo(2);
        assertThat(store.id(0, 2)).isEqualTo(2);
        assertThat(store.learned(0, 0)).isFalse();
        assertThat(store.learned(0, 2)).isTrue();
        assertThat(store.lossTokens()).isEqualTo(2);
    }

    @Test
    void cutsToTheContextAndOneTargetMoreAndCounts() {
        store.add(conversation(".xxxxxxx"));
        assertThat(store.length(0)).isEqualTo(4);
        assertThat(store.truncated()).isEqualTo(1);
        assertThat(store.lossTokens()).isEqualTo(4);
    }

    @Test
    void dropsWhatHasNothingToLearnWithinTheContext() {
        store.add(conversation("......xx"));
        store.add(conversation("x..."));
        assertThat(store.rows()).isZero();
        assertThat(store.dropped()).isEqualTo(2);
        assertThat(store.truncated()).isZero();
    }

    @Test
    void growsPastItsFirstArrays() {
        for (int i = 0; i < 50_000; i++) {
            store.add(conversation(".xx"));
        }
        assertThat(store.rows()).isEqualTo(50_000);
        assertThat(store.tokens()).isEqualTo(150_000);
        assertThat(store.id(49_999, 2)).isEqualTo(2);
    }

    /** One token a character, ids counted from 0; a dot is not to be learned. */
    private static EncodedChat conversation(String mask) {
        int[] ids = new int[mask.length()];
        boolean[] learned = new boolean[ids.length];
        Arrays.setAll(ids, i -> i);
        for (int i = 0; i < ids.length; i++) {
            learned[i] = mask.charAt(i) != '.';
        }
        return new EncodedChat(ids, learned);
    }
}
