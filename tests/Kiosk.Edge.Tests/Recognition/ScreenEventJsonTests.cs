using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class ScreenEventJsonTests
{
    [Theory]
    [InlineData("""{"t":0,"event":"\ud800"}""", "A text in this line is not valid Unicode.")]
    [InlineData("""{"t":0,"event":"step","name":"\ud800"}""", "A text in the body of 'step' is not valid Unicode.")]
    [InlineData("""{"t":0""", "This is not JSON")]
    public void A_line_that_cannot_be_read_is_refused_in_one_sentence(string line, string beginning)
    {
        Assert.False(ScreenEventJson.TryReadLine(line, DateTimeOffset.UnixEpoch, out var screenEvent, out var problem));

        Assert.Null(screenEvent);
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
    }
}
