using Kiosk.Edge.Response;

namespace Kiosk.Edge.Tests.Response;

public class ReadingTimeTests
{
    [Fact]
    public void Words_are_read_at_half_the_speed_of_calm_readers() =>
        Assert.Equal(10, ReadingTime.Of("one two three four five six seven eight nine ten", new Reading("word", 120)).TotalSeconds, 6);

    [Fact]
    public void Some_scripts_are_counted_by_character() =>
        Assert.Equal(5, ReadingTime.Of("감사합니다", new Reading("character", 120)).TotalSeconds, 6);

    [Fact]
    public void Even_a_short_text_must_be_noticed() =>
        Assert.Equal(4, ReadingTime.Of("Hi", new Reading("word", 238)).TotalSeconds, 6);
}
