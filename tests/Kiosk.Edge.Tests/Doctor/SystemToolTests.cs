using Kiosk.Edge.Doctor;

namespace Kiosk.Edge.Tests.Doctor;

public sealed class SystemToolTests
{
    [Fact]
    public void One_that_complains_at_length_is_heard_to_its_end() =>
        Assert.Equal("said\n", SystemTool.Ask("sh", "-c", "head -c 1000000 /dev/zero >&2; echo said"));

    [Fact]
    public void One_that_is_not_there_says_nothing() => Assert.Null(SystemTool.Ask("a-program-that-is-not-there"));
}
