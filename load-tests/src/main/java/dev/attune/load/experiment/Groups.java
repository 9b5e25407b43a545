package dev.attune.load.experiment;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Who teaches the policy, who the judge, and who is asked in the end: a server's secret says it of each name. Stateless. */
final class Groups {
    private static final List<String> SPLITS = List.of("train", "validation", "test");

    private Groups() {}

    /**
     * Whether so many people are in all groups of a server: everybody introduces themselves, and it is asked whom it puts where.
     *
     * @param talk to a server that nobody has said anything to
     */
    static boolean allHave(Talk talk, Crowd crowd, int people) throws IOException {
        crowd.all(IntStream.range(0, people).mapToObj(Person::name).toList(), name -> {
            Ask hello = new Ask("hello", "Hello, I am " + name + ".", name);
            return talk.demonstrate(name, hello, "Hello " + name + ".");
        });
        for (String split : SPLITS) {
            if (talk.lines("/v1/feedback?kind=demonstrations&clean=true&split=" + split)
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
